import type { Kafka } from "kafkajs";
import type { IncomingMessage } from "../records/mod.ts";
import { readBounds, withAdmin } from "./offsets.ts";
import { subscribe, type Subscription } from "./subscribe.ts";

/**
 * How the groups of those that only look begin; they commit nothing and are removed when they end.
 *
 * @example
 * ```ts
 * import { READER_GROUP_PREFIX } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(!"air-quality-consumers".startsWith(READER_GROUP_PREFIX));
 * ```
 */
export const READER_GROUP_PREFIX = "air-quality-reader-";

/** Settings of a tail. */
export interface TailOptions {
  /** Offsets of each partition before its end at which it begins. */
  readonly lookBack: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** After this time in which the cluster has served nothing of the topic it fails. */
  readonly outageTimeoutMs: number;
}

/**
 * Reads a topic, read-committed, from near its end and goes on with what comes, until `signal` aborts. It commits nothing.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 *
 * @example
 * ```ts
 * import { type Kafka, tailTopic } from "./mod.ts";
 * export const follow = (kafka: Kafka, signal: AbortSignal) =>
 *   tailTopic(kafka, "air_quality.clean", { lookBack: 10, signal, outageTimeoutMs: 10_000 }, (messages) => {
 *     for (const { partition, offset } of messages) console.log(partition, offset);
 *   });
 * ```
 */
export async function tailTopic(
  kafka: Kafka,
  topic: string,
  { lookBack, signal, outageTimeoutMs }: TailOptions,
  take: (messages: readonly IncomingMessage[]) => void,
): Promise<void> {
  const next = new Map(
    [...await readBounds(kafka, topic)].map((
      [partition, { low, high }],
    ) => [partition, Math.max(low, high - lookBack)]),
  );
  const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
  if (signal.aborted) return;
  signal.addEventListener("abort", () => abort(), { once: true });
  const groupId = `${READER_GROUP_PREFIX}${crypto.randomUUID()}`;
  const settings = { groupId, topic, outageTimeoutMs, sessionTimeoutMs: 30_000, maxBytesPerPartition: 262_144 };
  const subscribing: Promise<Subscription> = subscribe(kafka, settings, {
    onAssigned(partitions) {
      void subscribing.then((subscription) => {
        for (const partition of partitions) subscription.resumeAt(partition, next.get(partition) ?? 0);
      });
    },
    onMessages(partition, messages) {
      const from = next.get(partition) ?? 0;
      const fresh = messages.filter(({ offset }) => offset >= from);
      if (fresh.length > 0) {
        next.set(partition, fresh.at(-1)!.offset + 1);
        take(fresh.map((message) => message.whole()));
      }
      return Promise.resolve();
    },
  });
  const subscription = await subscribing;
  try {
    await Promise.race([aborted, subscription.lost]);
  } finally {
    await subscription.close();
    // Without offsets the broker forgets the group by itself, some minutes later.
    if (signal.aborted) {
      await withAdmin(kafka, "remove a reader", (admin) => admin.deleteGroups([groupId]), 2_000).catch(() => {});
    }
  }
}
