import { type Kafka } from "kafkajs";
import { translateError } from "./client.ts";
import { incoming, type IncomingMessage } from "./message.ts";
import { readBounds } from "./offsets.ts";

/** Settings of a reading. */
export interface ReadOptions {
  /** Stops early when aborted. */
  readonly signal?: AbortSignal;
  /** First offset by partition; the first one kept where absent. */
  readonly from?: ReadonlyMap<number, number>;
}

/**
 * Reads a topic, read-committed, from its beginning to its end as it stands at the call, and hands over runs of messages in the order
 * of each partition. It commits nothing and leaves no group behind.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 */
export async function readTopic(
  kafka: Kafka,
  topic: string,
  take: (messages: readonly IncomingMessage[]) => void,
  options: ReadOptions = {},
): Promise<void> {
  const bounds = await readBounds(kafka, topic);
  const open = new Map<number, number>();
  for (const [partition, { low, high }] of bounds) {
    if (Math.max(low, options.from?.get(partition) ?? low) < high) open.set(partition, high);
  }
  if (open.size === 0 || options.signal?.aborted) return;

  const groupId = `air-quality-reader-${crypto.randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxBytesPerPartition: 524_288,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8, restartOnFailure: () => Promise.resolve(false) },
  });
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  options.signal?.addEventListener("abort", () => resolve(), { once: true });
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  // Also told of batches that held nothing but a transaction's markers, which eachBatch never sees.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    if (Number(payload.lastOffset) + 1 >= (open.get(payload.partition) ?? Infinity)) open.delete(payload.partition);
    if (open.size === 0) resolve();
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        const end = open.get(batch.partition) ?? 0;
        const messages = batch.messages.map((message) => incoming(batch.partition, message));
        take(messages.filter(({ offset }) => offset < end));
        return Promise.resolve();
      },
    });
    for (const [partition] of open) {
      const offset = options.from?.get(partition) ?? bounds.get(partition)!.low;
      consumer.seek({ topic, partition, offset: String(offset) });
    }
    await finished;
  } catch (error) {
    throw translateError(error, `read ${topic}`);
  } finally {
    await consumer.disconnect().catch(() => {});
    const admin = kafka.admin();
    await admin.connect().then(() => admin.deleteGroups([groupId])).catch(() => {});
    await admin.disconnect().catch(() => {});
  }
}
