import { setImmediate, setTimeout } from "node:timers/promises";
import { type Consumer, type Kafka } from "kafkajs";
import { PipelineError } from "../common/mod.ts";
import { isLost, isPassing, translateError } from "./client.ts";
import { fetchedOffset, runsOf } from "./fetched.ts";
import type { FetchedMessage } from "../records/mod.ts";
import { watchTopic } from "./topic_watch.ts";
import "./out_of_range.ts";

/** What a subscription tells its owner. */
export interface SubscriptionHandler {
  /**
   * The group gave this member these partitions, as after every rebalance, also those that it had before. All of them stand still
   * until {@linkcode Subscription.resumeAt}; whatever was read before the call must be dropped.
   */
  onAssigned(partitions: readonly number[]): void;
  /**
   * Messages of one partition in order, and the offset before which there are no others: markers of a transaction, which take offsets too,
   * may follow them. The next ones of any partition come only after the promise resolves: that is the back-pressure.
   */
  onMessages(partition: number, messages: readonly FetchedMessage[], nextOffset: number): Promise<void>;
  /** From `fromOffset` to before `nextOffset` there is no message, only markers of transactions or what was aborted. */
  onGap?(partition: number, fromOffset: number, nextOffset: number): void;
  /** A fetch has brought nothing: there is no more to be read. With several brokers, of one of them. */
  onIdle?(): void;
}

/** Membership in a consumer group, reading one topic. Offsets are the owner's business. */
export interface Subscription {
  /** Lets a partition run from this offset. Without effect where the partition is not assigned. */
  resumeAt(partition: number, offset: number): void;
  /** Lets a partition stand still again. */
  pause(partition: number): void;
  /** Rejects when the membership is lost for good: `broker_unreachable` and the like. Never resolves. */
  readonly lost: Promise<never>;
  /**
   * For a strict subscription: to be asked before an offset counts.
   *
   * @throws {PipelineError} `topic_mismatch` where the topic is gone, or another one has its name now
   */
  requireSameTopic(): Promise<void>;
  /** Whether the cluster has answered within the last two seconds. */
  readonly isServed: boolean;
  /** Leaves the group. Waits for the running {@linkcode SubscriptionHandler.onMessages}. */
  close(): Promise<void>;
}

/** Settings of a subscription. */
export interface SubscriptionOptions {
  readonly groupId: string;
  readonly topic: string;
  /** After this time without a heartbeat the broker gives the partitions to others. */
  readonly sessionTimeoutMs: number;
  /** After this time in which the cluster has served neither a fetch nor a heartbeat the subscription is lost. */
  readonly outageTimeoutMs: number;
  /** Compressed bytes fetched from a partition at once; well compressed readings grow tenfold in memory. */
  readonly maxBytesPerPartition: number;
  /** Ends where the topic was made again, and where messages that were not read yet are no longer kept. */
  readonly strict?: boolean;
}

/**
 * Joins a group and reads.
 *
 * kafkajs has no hook that it awaits on assignment and starts each partition at the offset it read when it joined, which can miss
 * the former owner's last commit. So every join pauses all partitions at once, before the first fetch, and each runs again from the
 * offset that its owner found once it held the partition.
 *
 * Where a position is no longer kept, kafkajs goes on from the first offset that is: a strict subscription looks at each jump.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 */
export async function subscribe(
  kafka: Kafka,
  options: SubscriptionOptions,
  handler: SubscriptionHandler,
): Promise<Subscription> {
  const { topic, groupId } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: options.sessionTimeoutMs,
    rebalanceTimeout: Math.max(options.sessionTimeoutMs, 30_000),
    // By the answer to a heartbeat a member learns that another has joined; until then both wait.
    heartbeatInterval: Math.min(1_000, options.sessionTimeoutMs / 3),
    maxBytesPerPartition: options.maxBytesPerPartition,
    // Messages that come one by one are fetched together: at 1,000 a second, a fetch for each took 40 % more CPU. The time is also the
    // pause between two looks while every partition stands still, which a new member waits for.
    minBytes: 65_536,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 },
  });
  const { promise: lost, reject: lose } = Promise.withResolvers<never>();
  lost.catch(() => {});
  const outage = watchOutage(consumer, options, lose);
  /** By partition the offset that is read next, once its owner has named the first one. */
  const positions = new Map<number, number>();
  const watch = options.strict ? await watchTopic(kafka, topic, positions, lose) : null;

  /** Raised whenever a partition is to be read from elsewhere: what was fetched before belongs to no one, also where kafkajs does not say so. */
  const generations = new Map<number, number>();
  const renew = (partition: number) => void generations.set(partition, (generations.get(partition) ?? 0) + 1);

  // kafkajs starts a consumer again after what may pass, such as a coordinator that is still loading; without end, if it does not.
  let crashes = 0;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    outage.lastError = payload.error;
    if (!payload.restart || ++crashes > MAX_CRASHES) lose(translateError(payload.error, `read ${topic}`));
  });
  // Not at a join: a member that cannot learn where its partitions are joins again and again.
  consumer.on(consumer.events.FETCH, () => void (crashes = 0));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const partitions = payload.memberAssignment[topic] ?? [];
    consumer.pause([{ topic, partitions }]);
    partitions.forEach(renew);
    positions.clear();
    handler.onAssigned(partitions);
  });
  // Of a fetch that brings nothing kafkajs says only that the next one begins.
  let hasRead = true;
  consumer.on(consumer.events.FETCH_START, () => {
    if (!hasRead) handler.onIdle?.();
    hasRead = false;
  });
  // eachBatch is not called for batches without messages.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const { partition, batchSize, lastOffset } = payload, firstOffset: string | null = payload.firstOffset;
    if (batchSize > 0 || firstOffset === null) return;
    hasRead = true;
    if (Number(firstOffset) === positions.get(partition)) positions.set(partition, Number(lastOffset) + 1);
    handler.onGap?.(partition, Number(firstOffset), Number(lastOffset) + 1);
  });
  /** A connection that is lost now is waited for as a later one is: until the outage timeout. */
  const start = async () => {
    let ended = false;
    lost.catch(() => ended = true);
    while (!ended) {
      try {
        await consumer.connect();
        return await consumer.subscribe({ topic, fromBeginning: true });
      } catch (error) {
        if (!isLost(error) && !isPassing(error)) throw error;
        outage.lastError = error;
        await setTimeout(200);
      }
    }
  };
  const close = async () => {
    outage.stop();
    await watch?.close();
    // A consumer that cannot reach its broker would try for minutes to leave cleanly.
    await Promise.race([consumer.disconnect().catch(() => {}), lost.catch(() => {})]);
  };
  try {
    await Promise.race([start(), lost]);
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 64,
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch, heartbeat, isStale }) => {
        if (isStale() || batch.messages.length === 0) return;
        hasRead = true;
        const { partition } = batch, generation = generations.get(partition);
        // A long commit must not cost the membership: heartbeats go on beside it. A failed one shows at the next fetch.
        const beat = setInterval(() => heartbeat().catch(() => {}), 1_000);
        try {
          const position = positions.get(partition);
          // Behind a gap nothing is handed over.
          if (position !== undefined && position < fetchedOffset(batch)) await watch?.requireKept(partition, position);
          for (const { messages, nextOffset } of runsOf(batch)) {
            if (isStale() || generation !== generations.get(partition)) return;
            await handler.onMessages(partition, messages, nextOffset);
            if (positions.has(partition)) positions.set(partition, nextOffset);
            // Without this the runs of all partitions would follow each other before any timer, such as the heartbeat's, has its turn.
            await setImmediate();
          }
        } catch (error) {
          // Of a batch that cannot be read kafkajs would start again and again.
          if (!(error instanceof PipelineError)) throw error;
          lose(error);
        } finally {
          clearInterval(beat);
        }
      },
    });
  } catch (error) {
    await close();
    throw translateError(error, `subscribe to ${topic}`);
  }
  return {
    resumeAt(partition, offset) {
      renew(partition);
      positions.set(partition, offset);
      consumer.seek({ topic, partition, offset: String(offset) });
      consumer.resume([{ topic, partitions: [partition] }]);
    },
    pause: (partition) => consumer.pause([{ topic, partitions: [partition] }]),
    lost,
    get isServed() {
      return outage.silentMs <= SERVED_MS;
    },
    requireSameTopic: async () => await watch?.requireSame(),
    close,
  };
}

/** Without an answer for longer, nothing is being read: a fetch without messages takes 50 ms. */
const SERVED_MS = 2_000;

/** Restarts in a row, without a fetch in between, after which the subscription is lost. */
const MAX_CRASHES = 20;

/** Answers that show that the member is at work. Others, such as one for metadata, also come while no partition can be read. */
const SIGNS_OF_WORK = new Set(["Fetch", "Heartbeat", "JoinGroup", "SyncGroup"]);

/** kafkajs's nested retries go on for many minutes after the last answer; this ends them after a stated time. */
function watchOutage(
  consumer: Consumer,
  { topic, outageTimeoutMs: timeoutMs }: Pick<SubscriptionOptions, "topic" | "outageTimeoutMs">,
  lose: (error: PipelineError) => void,
): { lastError: unknown; silentMs: number; stop(): void } {
  const stepMs = Math.min(1_000, timeoutMs);
  const watch = { lastError: undefined as unknown, silentMs: 0, stop: () => clearInterval(timer) };
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    const isJoin = payload.apiName === "JoinGroup" || payload.apiName === "SyncGroup";
    if (!SIGNS_OF_WORK.has(payload.apiName) || (isJoin && watch.lastError !== undefined)) return;
    watch.silentMs = 0;
    if (!isJoin) watch.lastError = undefined;
  });
  const timer = setInterval(() => {
    watch.silentMs += stepMs;
    if (watch.silentMs < timeoutMs) return;
    const { lastError } = watch;
    const why = lastError === undefined ? "" : `; the last error: ${(lastError as Error).message}`;
    lose(
      new PipelineError(
        "broker_unreachable",
        `Cannot keep reading ${topic} as the cluster has not served it for ${timeoutMs / 1000} s${why}`,
        {
          hint:
            "look at the cluster: deno task doctor; nothing is lost, the next start continues after the last commit",
          cause: lastError,
        },
      ),
    );
  }, stepMs);
  return watch;
}
