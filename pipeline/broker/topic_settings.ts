/**
 * How the topics are made. Nothing ages away: `prove` compares what a topic holds with the lake.
 *
 * @example
 * ```ts
 * import { TOPIC_DEFAULTS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(TOPIC_DEFAULTS.partitions, 3);
 * ```
 */
export const TOPIC_DEFAULTS = {
  partitions: 3,
  config: { "retention.ms": "-1", "cleanup.policy": "delete", "compression.type": "producer" },
} as const;

/** A topic to be made: its name, or its name with settings beside those of {@linkcode TOPIC_DEFAULTS}. */
export type TopicToMake = string | { readonly name: string; readonly config: Readonly<Record<string, string>> };

/**
 * The dead-letter topic, which takes twice what the others do (Kafka's limit of 1 MiB): a message that the raw topic just took must fit in
 * with the headers that say why it was refused, or no consumer would ever get past it.
 *
 * @example
 * ```ts
 * import { deadLetterTopic } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(deadLetterTopic("air_quality.dlq"), { name: "air_quality.dlq", config: { "max.message.bytes": "2097152" } });
 * ```
 */
export const deadLetterTopic = (name: string) => ({ name, config: { "max.message.bytes": String(2 * 1_048_576) } });

/** What the headers of a dead letter may need beside the message itself. */
export const TOPIC_HEADROOM_BYTES = 65_536;

/** How often a topic is kept. What is absent is the cluster's own default. */
export interface Copies {
  readonly replicationFactor?: number | undefined;
  /** `min.insync.replicas`: as many must have a message before it counts as sent. */
  readonly minInsync?: number | undefined;
}

/** Of a topic to be made. */
export const nameOf = (topic: TopicToMake): string => typeof topic === "string" ? topic : topic.name;
