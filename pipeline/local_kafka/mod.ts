/**
 * A Kafka of this machine, run on Java: started, found again, stopped, wiped.
 *
 * @module
 */
export { ensureBroker, type EnsureBrokerOptions, type EnsuredBroker, isOwnBroker } from "./ensure.ts";
export { type BrokerStatus, brokerStatus, stopBroker, wipeBroker } from "./local.ts";
export { brokerLogs, type NodeCount } from "./state.ts";
export { inspectTools, type KafkaTools } from "./tools.ts";
