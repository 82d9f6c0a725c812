import { type Kafka } from "kafkajs";
import { translateError } from "./client.ts";
import { runsOf } from "./fetched.ts";
import type { IncomingMessage } from "../records/mod.ts";
import { readBounds } from "./offsets.ts";
import { READER_GROUP_PREFIX } from "./tail.ts";

/** Settings of a reading. */
export interface ReadOptions {
  /** Stops early when aborted. */
  readonly signal?: AbortSignal;
  /** First offset by partition; the first one kept where absent. */
  readonly from?: ReadonlyMap<number, number>;
  /** The only one to be read; all of them where absent. */
  readonly partition?: number;
}

/**
 * Reads a topic, read-committed, from its beginning to its end as it stands at the call, and hands over runs of messages in the order
 * of each partition. It commits nothing and leaves no group behind.
 *
 * @param take waited for before more is handed over; once it has failed, it is given nothing more
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`; what `take` throws
 */
export async function readTopic(
  kafka: Kafka,
  topic: string,
  take: (messages: readonly IncomingMessage[]) => void | Promise<void>,
  options: ReadOptions = {},
): Promise<void> {
  const bounds = await readBounds(kafka, topic);
  /** Partitions that are not read to their end, with the next offset to read. */
  const next = new Map<number, number>();
  for (const [partition, { low, high }] of bounds) {
    if (partition !== (options.partition ?? partition)) continue;
    const first = Math.max(low, options.from?.get(partition) ?? low);
    if (first < high) next.set(partition, first);
  }
  if (next.size === 0 || options.signal?.aborted) return;

  const groupId = `${READER_GROUP_PREFIX}${crypto.randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxBytesPerPartition: 524_288,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 },
  });
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  options.signal?.addEventListener("abort", () => resolve(), { once: true });
  let crashes = 0, failed = false, taking: void | Promise<void> = undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart || ++crashes > MAX_CRASHES) reject(payload.error);
  });
  // kafkajs forgets where it was whenever it joins again.
  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const [partition, offset] of next) consumer.seek({ topic, partition, offset: String(offset) });
  });
  // Also called for batches that held nothing but a transaction's markers, which eachBatch never sees.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    if (next.has(partition)) next.set(partition, Math.max(next.get(partition)!, Number(lastOffset) + 1));
    if ((next.get(partition) ?? -1) >= bounds.get(partition)!.high) next.delete(partition);
    if (next.size === 0) resolve();
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        if (failed) return;
        const from = next.get(batch.partition) ?? Infinity, end = bounds.get(batch.partition)!.high;
        try {
          for (const { messages } of runsOf(batch)) {
            const own = messages.filter(({ offset }) => offset >= from && offset < end);
            if (own.length > 0) await (taking = take(own.map((message) => message.whole())));
          }
        } catch (error) {
          failed = true; // thrown on, kafkajs would hand the same batch over again
          reject(error);
        }
      },
    });
    await finished;
    await taking; // it may be at work when the signal comes
  } catch (error) {
    throw translateError(error, `read ${topic}`);
  } finally {
    await consumer.disconnect().catch(() => {});
    const admin = kafka.admin();
    await admin.connect().then(() => admin.deleteGroups([groupId])).catch(() => {});
    await admin.disconnect().catch(() => {});
  }
}

/** Restarts after which a reading is given up. */
const MAX_CRASHES = 5;
