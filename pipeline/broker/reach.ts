import { PipelineError } from "../common/mod.ts";
import { isLoopback } from "./address.ts";
import { connectKafka, translateError } from "./client.ts";
import { NO_BROKER_HINT } from "./hint.ts";
import { probeBroker } from "./probe.ts";
import { isSecured, PROTOCOL_HINT, type Security } from "./security.ts";

/** An address at which no broker answers, and what was found there. */
export interface Unusable {
  address: string;
  kind: "other" | "closed";
  wants?: "TLS" | "SASL";
}

/**
 * Finds out within seconds whether a broker answers at one of these addresses; a client would try for long.
 *
 * @param security what the client is to use: it is tried out, too
 * @throws {PipelineError} `broker_unreachable`, also where we are not let in; `port_taken` where something that is not Kafka listens
 *
 * @example
 * ```ts
 * import { requireBroker } from "./mod.ts";
 * import assert from "node:assert/strict";
 * await assert.rejects(requireBroker(["127.0.0.1:1"]), { code: "broker_unreachable" });
 * ```
 */
export async function requireBroker(brokers: readonly string[], security: Security = {}): Promise<void> {
  if (isSecured(security)) return await requireLetIn(brokers, security);
  const unusable = await Promise.all(brokers.map(async (address): Promise<Unusable[]> => {
    const probe = await probeBroker(address);
    return probe.kind === "kafka" ? [] : [{ address, ...probe }];
  }));
  if (unusable.every((each) => each.length > 0)) throw unusableError(unusable.flat());
}

/** Connects to one after the other until one lets us in. */
async function requireLetIn(brokers: readonly string[], security: Security): Promise<void> {
  let first: unknown;
  for (const address of brokers) {
    const admin = connectKafka({ ...security, brokers: [address], once: true }).admin();
    try {
      await admin.connect();
      await admin.describeCluster(); // a broker that wants a login hangs up only now
      return;
    } catch (error) {
      first ??= notLetIn(address, error, security);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }
  throw first;
}

function notLetIn(address: string, error: unknown, { ssl }: Security): PipelineError {
  const translated = translateError(error, `use the broker at ${address}`);
  if (!/(Closed connection|Not connected|write after end|EPIPE|ECONNRESET)$/.test(translated.message)) {
    return translated;
  }
  const certificate = ssl !== undefined && ssl.cert === undefined
    ? "; if the broker asks for a client certificate, set KAFKA_SSL_CERT and KAFKA_SSL_KEY"
    : "";
  return new PipelineError("broker_unreachable", `Cannot use the broker at ${address} as it closes the connection`, {
    hint: PROTOCOL_HINT + certificate,
    cause: error,
  });
}

/** What is wrong with addresses of which none is a broker's. */
export function unusableError(unusable: readonly Unusable[]): PipelineError {
  const guarded = unusable.find(({ wants }) => wants !== undefined);
  if (guarded !== undefined) {
    const what = guarded.wants === "TLS" ? "expects TLS" : "expects a login";
    return new PipelineError("broker_unreachable", `Cannot use the broker at ${guarded.address} as it ${what}`, {
      hint: PROTOCOL_HINT,
    });
  }
  const other = unusable.find(({ kind }) => kind === "other");
  if (other !== undefined) {
    return new PipelineError(
      "port_taken",
      `Cannot use ${other.address} as a broker: expected Kafka, but something else listens there`,
      { hint: "name another address with --bootstrap or KAFKA_BROKERS" },
    );
  }
  const addresses = unusable.map(({ address }) => address);
  return new PipelineError(
    "broker_unreachable",
    `Cannot reach a broker at ${addresses.join(", ")}: nothing answers there`,
    {
      hint: addresses.every(isLoopback)
        ? NO_BROKER_HINT
        : "check --bootstrap and KAFKA_BROKERS; without them, a broker on this machine is used: deno task broker up",
    },
  );
}
