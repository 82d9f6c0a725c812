/**
 * Kafka: a cluster to talk to, topics, sending, reading, transactions. The only home of kafkajs.
 *
 * @module
 */
export type { Kafka } from "kafkajs";
export { type ClientLog, type ClusterOptions, connectKafka, translateError } from "./client.ts";
export type { IncomingMessage, OutgoingMessage } from "./message.ts";
export { createPublisher, type Publisher } from "./publish.ts";
export {
  openTransactor,
  type TransactionBody,
  type TransactionStep,
  type Transactor,
  type TransactorId,
} from "./transaction.ts";
export { subscribe, type Subscription, type SubscriptionHandler, type SubscriptionOptions } from "./subscribe.ts";
export { type ReadOptions, readTopic } from "./read.ts";
export { type Bounds, readBounds, readClusterId, readCommitted } from "./offsets.ts";
export { cacheFolder } from "./cache.ts";
export { ensureBroker, type EnsureBrokerOptions, type EnsuredBroker, isOwnBroker } from "./ensure.ts";
export { type BrokerStatus, brokerStatus, stopBroker, wipeBroker } from "./local.ts";
export { brokerLogs } from "./state.ts";
export { type Probe, probeBroker } from "./probe.ts";
export { requireBroker } from "./reach.ts";
export {
  createTopics,
  describeTopics,
  listTopics,
  recreateTopics,
  TOPIC_DEFAULTS,
  type TopicDescription,
  verifyTopics,
} from "./topics.ts";
