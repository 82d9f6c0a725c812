import { connectKafka, type Kafka, requireBroker } from "../../pipeline/broker/mod.ts";
import type { Logger } from "./log.ts";

/** A client of the cluster at these addresses, after a look whether anyone answers there: the client itself would try for long. */
export async function reachKafka(brokers: string[], log: Logger): Promise<Kafka> {
  await requireBroker(brokers);
  return connectKafka({ brokers, log: (message, fields) => log.debug(message, fields) });
}
