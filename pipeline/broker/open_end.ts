import type { Admin, Kafka } from "kafkajs";
import listOffsets from "kafkajs/src/protocol/requests/listOffsets/index.js";
import { type Bounds, withAdmin } from "./offsets.ts";

// kafkajs 2.2.4 asks every end of a partition as a reader of committed messages does: where a transaction is open, it is the offset that
// the transaction began at, and what waits behind it is not seen. A question at this time, which no message has, is asked without that.

/** In place of a timestamp: the end of a partition, open transactions included. */
const OPEN_END = -1_000;
const LATEST = -1, READ_UNCOMMITTED = 0;

interface Asked {
  readonly topics: readonly { readonly partitions: readonly { readonly timestamp: number }[] }[];
}

const protocolOf = listOffsets.protocol;
listOffsets.protocol = ({ version }: { version: number }) => (asked: Asked) => {
  const isOpen = asked.topics.some(({ partitions }) => partitions.some(({ timestamp }) => timestamp === OPEN_END));
  if (!isOpen) return protocolOf({ version })(asked);
  const topics = asked.topics.map(({ partitions, ...topic }) => ({
    ...topic,
    partitions: partitions.map((partition) => ({ ...partition, timestamp: LATEST })),
  }));
  return protocolOf({ version })({ ...asked, topics, isolationLevel: READ_UNCOMMITTED });
};

/**
 * For each partition the offset after its last message, open transactions included. What lies between it and the end that a reader of
 * committed messages sees waits for a transaction to end.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch` where there is no such topic
 *
 * @example
 * ```ts
 * import { type Kafka, readOpenEnds } from "./mod.ts";
 * export const endOf = async (kafka: Kafka) => (await readOpenEnds(kafka, "air_quality.raw")).get(0);
 * ```
 */
export function readOpenEnds(kafka: Kafka, topic: string): Promise<Map<number, number>> {
  return withAdmin(kafka, `read the ends of ${topic}`, (admin) => openEnds(admin, topic));
}

/**
 * How many offsets of a topic wait for a transaction to end: those between the ends that readers of committed messages see and the open ends.
 *
 * @example
 * ```ts
 * import { waitingOffsets } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(waitingOffsets(new Map([[0, 27]]), new Map([[0, { low: 0, high: 24 }]])), 3);
 * ```
 */
export const waitingOffsets = (openEnds: ReadonlyMap<number, number>, bounds: ReadonlyMap<number, Bounds>): number =>
  [...bounds].reduce((sum, [partition, { high }]) => sum + Math.max(0, (openEnds.get(partition) ?? 0) - high), 0);

export async function openEnds(admin: Admin, topic: string): Promise<Map<number, number>> {
  const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, OPEN_END);
  return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
}
