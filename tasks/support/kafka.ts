import { connectKafka, type Kafka, probeBroker } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { Logger } from "./log.ts";

/** A client of the cluster at these addresses, after a look whether anyone answers there: the client itself would try for long. */
export async function reachKafka(brokers: string[], log: Logger): Promise<Kafka> {
  const probes = await Promise.all(brokers.map((address) => probeBroker(address)));
  if (!probes.some(({ kind }) => kind === "kafka")) {
    const other = brokers.find((_, index) => probes[index]!.kind === "other");
    if (other !== undefined) {
      throw new PipelineError(
        "port_taken",
        `Cannot use ${other} as a broker: expected Kafka, got something else that listens there`,
        {
          hint: "name the broker by --bootstrap or KAFKA_BROKERS",
        },
      );
    }
    throw new PipelineError(
      "broker_unreachable",
      `Cannot reach a broker at ${brokers.join(", ")}: nothing answers there`,
      {
        hint: "start one: deno task broker up, or name another by --bootstrap or KAFKA_BROKERS",
      },
    );
  }
  return connectKafka({ brokers, log: (message, fields) => log.debug(message, fields) });
}
