import { connectKafka, type Kafka, requireBroker } from "../../pipeline/broker/mod.ts";
import type { Logger } from "../cli/log.ts";
import { environment } from "../cli/run.ts";
import { securityOf } from "./security.ts";

/**
 * A client of the cluster at these addresses, let in as the environment says, after a look whether anyone answers there: the client
 * itself would try for long.
 */
export async function reachKafka(brokers: string[], log: Logger): Promise<Kafka> {
  const security = securityOf(environment);
  await requireBroker(brokers, security);
  return connectKafka({ ...security, brokers, log: (message, fields) => log.debug(message, fields) });
}
