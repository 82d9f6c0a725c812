/**
 * Kafka: a cluster to talk to, topics, sending, reading, transactions. The only home of kafkajs.
 *
 * @module
 */
export type { Kafka } from "kafkajs";
export { type ClientLog, type ClusterOptions, connectKafka, translateError } from "./client.ts";
export type { FetchedMessage, IncomingMessage, OutgoingMessage } from "../records/mod.ts";
export { createPublisher, type Publisher } from "./publish.ts";
export { keyPartitioner } from "./partitioner.ts";
export { readOpenEnds, waitingOffsets } from "./open_end.ts";
export { readTopicId, remadeTopic } from "./topic_id.ts";
export {
  guardTransactor,
  openTransactor,
  type TransactionBody,
  type TransactionStep,
  type Transactor,
  type TransactorId,
} from "./transaction.ts";
export { subscribe, type Subscription, type SubscriptionHandler, type SubscriptionOptions } from "./subscribe.ts";
export { type ReadOptions, readTopic } from "./read.ts";
export { READER_GROUP_PREFIX, type TailOptions, tailTopic } from "./tail.ts";
export { lookBack } from "./look_back.ts";
export {
  type Bounds,
  type CommittedOffset,
  hasCaughtUp,
  readBounds,
  readClusterId,
  readCommitted,
  readCommittedOffsets,
} from "./offsets.ts";
export { describeGroup, type GroupDescription, listGroups, offsetsAt, type PartitionLag, readLag } from "./group.ts";
export { planReset, resetGroup, type ResetStep, type ResetTarget } from "./reset.ts";
export { type Probe, probeBroker } from "./probe.ts";
export { requireBroker, type Unusable, unusableError } from "./reach.ts";
export { isSecured, type Security } from "./security.ts";
export { type ThreeTopics, topicLimitFaults, type TopicLimits, topicLimits } from "./limits.ts";
export { createTopics, recreateTopics } from "./make_topics.ts";
export { type Copies, deadLetterTopic, TOPIC_DEFAULTS, type TopicToMake } from "./topic_settings.ts";
export { describeTopics, listTopics, readAutoCreation, type TopicDescription, verifyTopics } from "./topics.ts";
export { freePort, isLoopback, splitAddress } from "./address.ts";
