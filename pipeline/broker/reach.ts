import { PipelineError } from "../common/mod.ts";
import { isLoopback } from "./address.ts";
import { probeBroker } from "./probe.ts";

/** What to do where no broker answers. */
export const NO_BROKER_HINT = "start one: deno task broker up, or name another by --bootstrap or KAFKA_BROKERS";

/** An address at which no broker answers, and what was found there. */
export interface Unusable {
  address: string;
  kind: "other" | "closed";
}

/**
 * Finds out within seconds whether a broker answers at one of these addresses; a client would try for long.
 *
 * @throws {PipelineError} `broker_unreachable`, or `port_taken` where something that is not Kafka listens
 *
 * @example
 * ```ts
 * import { requireBroker } from "./mod.ts";
 * import assert from "node:assert/strict";
 * await assert.rejects(requireBroker(["127.0.0.1:1"]), { code: "broker_unreachable" });
 * ```
 */
export async function requireBroker(brokers: readonly string[]): Promise<void> {
  const unusable = await Promise.all(brokers.map(async (address): Promise<Unusable[]> => {
    const { kind } = await probeBroker(address);
    return kind === "kafka" ? [] : [{ address, kind }];
  }));
  if (unusable.every((each) => each.length > 0)) throw unusableError(unusable.flat());
}

/** What is wrong with addresses of which none is a broker's. */
export function unusableError(unusable: readonly Unusable[]): PipelineError {
  const other = unusable.find(({ kind }) => kind === "other");
  if (other !== undefined) {
    return new PipelineError(
      "port_taken",
      `Cannot use ${other.address} as a broker: expected Kafka, got something else that listens there`,
      { hint: "name another address by --bootstrap or KAFKA_BROKERS" },
    );
  }
  const addresses = unusable.map(({ address }) => address);
  return new PipelineError(
    "broker_unreachable",
    `Cannot reach a broker at ${addresses.join(", ")}: nothing answers there`,
    {
      hint: addresses.every(isLoopback)
        ? NO_BROKER_HINT
        : "check --bootstrap and KAFKA_BROKERS; without them a broker of this machine is used: deno task broker up",
    },
  );
}
