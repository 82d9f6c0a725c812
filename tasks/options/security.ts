import type { Security } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { Environment } from "../cli/parse.ts";

const PROTOCOLS = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];
const MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];

/**
 * The variables by which every task that talks to Kafka is let in; docs/setup.md says what each is. They are no flags, as a flag would
 * stand in the list of processes.
 */
export const SECURITY_VARIABLES = [
  "KAFKA_SECURITY_PROTOCOL",
  "KAFKA_SSL_CA",
  "KAFKA_SSL_CERT",
  "KAFKA_SSL_KEY",
  "KAFKA_SASL_MECHANISM",
  "KAFKA_SASL_USERNAME",
  "KAFKA_SASL_PASSWORD",
] as const;

type Variable = typeof SECURITY_VARIABLES[number];

/**
 * How to be let in, from the environment. An empty variable is not set.
 *
 * @throws {PipelineError} `usage` with every fault at once, `not_found` or `no_permission` for a PEM file
 */
export function securityOf(env: Environment): Security {
  const value = (name: Variable) => env(name) || undefined;
  const protocol = value("KAFKA_SECURITY_PROTOCOL") ?? "PLAINTEXT";
  const faults: string[] = [];
  const oneOf = (name: string, choices: string[], found: string | undefined) => {
    if (found !== undefined && choices.includes(found)) return;
    faults.push(`${name}: expected ${choices.join(", ")}, got ${found === undefined ? "nothing" : `"${found}"`}`);
  };
  oneOf("KAFKA_SECURITY_PROTOCOL", PROTOCOLS, protocol);
  const isTls = protocol.endsWith("SSL"), isSasl = protocol.startsWith("SASL_");
  const mechanism = value("KAFKA_SASL_MECHANISM");
  const username = value("KAFKA_SASL_USERNAME"), password = value("KAFKA_SASL_PASSWORD");
  const ca = value("KAFKA_SSL_CA"), cert = value("KAFKA_SSL_CERT"), key = value("KAFKA_SSL_KEY");
  if (isSasl) {
    oneOf("KAFKA_SASL_MECHANISM", MECHANISMS, mechanism);
    if (username === undefined) faults.push("KAFKA_SASL_USERNAME: expected a user, got nothing");
    if (password === undefined) faults.push("KAFKA_SASL_PASSWORD: expected a password, got nothing");
  } else if (mechanism ?? username ?? password) {
    // A login that is not asked for would be taken for one that protects.
    faults.push(`KAFKA_SASL_…: set, but KAFKA_SECURITY_PROTOCOL is ${protocol}: expected SASL_PLAINTEXT or SASL_SSL`);
  }
  if (isTls) {
    if ((cert === undefined) !== (key === undefined)) {
      faults.push("KAFKA_SSL_CERT, KAFKA_SSL_KEY: expected both or neither, got one");
    }
  } else if (ca ?? cert ?? key) {
    faults.push(`KAFKA_SSL_…: set, but KAFKA_SECURITY_PROTOCOL is ${protocol}: expected SSL or SASL_SSL`);
  }
  if (faults.length > 0) {
    throw new PipelineError(
      "usage",
      ["Cannot connect to Kafka as its settings are wrong:", ...faults.map((fault) => `  ${fault}`)].join("\n"),
      { hint: "docs/setup.md has a table of these variables" },
    );
  }
  const pem = (name: string, path: string | undefined) => path === undefined ? {} : { [name]: readPem(path) };
  return {
    ...(isTls ? { ssl: { ...pem("ca", ca), ...pem("cert", cert), ...pem("key", key) } } : {}),
    ...(isSasl
      ? {
        sasl: {
          mechanism: mechanism!.toLowerCase() as NonNullable<Security["sasl"]>["mechanism"],
          username: username!,
          password: password!,
        },
      }
      : {}),
  };
}

function readPem(path: string): string {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    const absent = cause instanceof Deno.errors.NotFound;
    throw new PipelineError(
      absent ? "not_found" : "no_permission",
      `Cannot read ${path}: expected a PEM file, got ${absent ? "no such file" : "a refusal"}`,
      { hint: "check KAFKA_SSL_CA, KAFKA_SSL_CERT and KAFKA_SSL_KEY", cause },
    );
  }
  if (text.includes("-----BEGIN ")) return text;
  throw new PipelineError("usage", `Cannot read ${path} as PEM: expected "-----BEGIN …", got other text`, {
    hint: "convert a Java key store to PEM: keytool -exportcert -rfc",
  });
}
