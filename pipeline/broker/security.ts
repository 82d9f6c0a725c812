/** How to be let in: encryption, and a login. */
export interface Security {
  /** TLS. `{}` trusts the certificate authorities of this machine's Deno. All three are PEM texts. */
  readonly ssl?: {
    /** The authority to trust. */
    readonly ca?: string;
    /** A certificate of one's own, and its key, where the broker asks for one. */
    readonly cert?: string;
    readonly key?: string;
  };
  readonly sasl?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
}

/** True where more than a plain connection is asked for. */
export const isSecured = ({ ssl, sasl }: Security): boolean => ssl !== undefined || sasl !== undefined;

/** Why a connection was refused for its security, and what to do; undefined where it was not. No secret is in either. */
export function securityFault(
  error: Error & { type?: string; code?: unknown },
): { why: string; hint: string } | undefined {
  const { name, message, type } = error;
  const said = message.replace(/^Connection error: /, "");
  if (name === "KafkaJSSASLAuthenticationError") {
    if (message.includes("not supported by the server")) {
      return { why: `the broker does not know this kind of login: ${said}`, hint: "give another KAFKA_SASL_MECHANISM" };
    }
    return {
      why: "the broker refused user or password",
      hint: "check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM",
    };
  }
  if (type === "ILLEGAL_SASL_STATE") {
    return { why: "the broker does not accept a login at this address", hint: PROTOCOL_HINT };
  }
  if (/alert: ?\w*certificate/i.test(message)) {
    return {
      why: `the broker asks for a client certificate, or refused the one it got: ${said}`,
      hint: "give both KAFKA_SSL_CERT and KAFKA_SSL_KEY: PEM files",
    };
  }
  if (/certificate|CERT_|altname/i.test(`${said} ${error.code ?? ""}`)) {
    return {
      why: `the broker's certificate is not trusted: ${said}`,
      hint: "set KAFKA_SSL_CA to the PEM file of the certificate authority, and use the host name in the certificate",
    };
  }
  if (said.includes("before secure TLS connection was established")) {
    return { why: "the broker does not use TLS at this address", hint: PROTOCOL_HINT };
  }
  return undefined;
}

export const PROTOCOL_HINT =
  "set KAFKA_SECURITY_PROTOCOL to the protocol of the broker's listener: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL";
