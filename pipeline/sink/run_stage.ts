import {
  guardTransactor,
  type Kafka,
  openTransactor,
  readBounds,
  readClusterId,
  readCommitted,
  readCommittedOffsets,
  readTopicId,
  subscribe,
  type Subscription,
} from "../broker/mod.ts";
import type { Clock } from "../common/mod.ts";
import { requireTopic } from "../facts/mod.ts";
import { openLake, refuseOldLayout, type Store } from "../lake/mod.ts";
import type { RotationLimits } from "./buffer.ts";
import type { SinkCommit } from "./commit.ts";
import { PartitionSink } from "./partition.ts";
import { MessageQuota } from "./quota.ts";
import type { Stage } from "./stage.ts";
import type { OnSinkStep } from "./step.ts";
import { openWorker } from "./worker/worker.ts";

/** What a consumer is asked to do, whatever its stage. */
export interface RunOptions {
  readonly groupId: string;
  readonly topic: string;
  readonly lake: Store;
  readonly limits: RotationLimits;
  /** Ends after this many messages, if given. */
  readonly maxMessages?: number;
  /** Ends after this time without a message, if given; it counts only while partitions are held and read. */
  readonly idleTimeoutMs?: number;
  /** Rejects a message on which the stage fails each time, and goes on; without it the run ends there. */
  readonly skipPoison?: boolean;
  /** Ends once the group has committed the ends of the partitions as they stand at the start. */
  readonly untilEnd: boolean;
  readonly sessionTimeoutMs: number;
  readonly outageTimeoutMs: number;
}

/** What a consumer has done so far. */
export interface RunProgress {
  /** Rows that are in the lake and committed. */
  readonly committedRows: number;
  readonly files: number;
  readonly rotations: number;
}

/** What a consumer is given to work with. */
export interface RunEffects<Summary extends object> {
  readonly kafka: Kafka;
  readonly clock: Clock;
  /** Ends the consumer cleanly: what is buffered is committed. */
  readonly signal: AbortSignal;
  onProgress?(progress: RunProgress): void;
  /** Called after each rotation, for metrics. */
  onCommit?(commit: SinkCommit<Summary>): void;
  log(message: string, fields: Record<string, unknown>): void;
  /** Called before each step. For tests: what it does there, such as ending the process, happens during the sink's work. */
  onStep?: OnSinkStep;
}

/**
 * Runs a stage: joins the group, takes its partitions over, hands messages to the stage, writes and commits, until `signal` or an option
 * ends it.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_mismatch`, `no_permission`; what was committed stays
 */
export async function runStage<Memory, Summary extends object>(
  stage: Stage<Memory, Summary>,
  options: RunOptions,
  effects: RunEffects<Summary>,
): Promise<RunProgress> {
  const { kafka, clock, signal } = effects;
  const { topic, groupId } = options;
  await refuseOldLayout(options.lake);
  const lake = openLake(options.lake);
  const bounds = await readBounds(kafka, topic);
  await requireTopic(options.lake, topic, await readTopicId(kafka, topic));
  const writer = { groupId, clusterId: await readClusterId(kafka), topic };
  const ends = new Map([...bounds].map(([partition, { high }]) => [partition, options.untilEnd ? high : Infinity]));
  const progress = { committedRows: 0, files: 0, rotations: 0 };
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => {});
  let sinks = new Map<number, PartitionSink<Memory, Summary>>();
  let retired = Promise.resolve<unknown>(undefined);
  const quota = new MessageQuota(options.maxMessages ?? Infinity);
  using worker = openWorker();
  let lastMessageMs = clock.now(), stopping = false;

  const createSink = (partition: number) =>
    new PartitionSink({
      home: { lake, writer, partition },
      broker: {
        // A new owner waits for the partition's former sink in this process; elsewhere, fencing does it.
        openTransactor: async () => {
          await retired;
          const transactor = await openTransactor(kafka, { groupId, topic, partition }, effects.onStep);
          return guardTransactor(transactor, async () => (await subscribing).requireSameTopic());
        },
        committedOffset: async () => (await readCommittedOffsets(kafka, groupId, topic)).get(partition) ?? null,
        bounds: async () => (await readBounds(kafka, topic)).get(partition)!,
      },
      stage,
      limits: options.limits,
      skipPoison: options.skipPoison,
      work: worker,
      clock,
      endOffset: ends.get(partition) ?? Infinity,
      onResume(offset) {
        quota.resume(partition);
        void subscribing.then((subscription) => subscription.resumeAt(partition, offset));
      },
      onDropped: (messages) => quota.giveBack(messages),
      onCommit: (commit) => {
        progress.committedRows += commit.rows;
        progress.files += commit.files;
        progress.rotations++;
        effects.onCommit?.(commit);
        effects.onProgress?.(progress);
      },
      onFailure: fail,
      log: effects.log,
      onStep: effects.onStep,
    });

  const subscribing: Promise<Subscription> = subscribe(kafka, { ...options, ...READING }, {
    onAssigned(partitions) {
      retired = Promise.allSettled([retired, ...[...sinks.values()].map((sink) => sink.retire())]);
      sinks = new Map(partitions.map((partition) => [partition, createSink(partition)]));
      effects.log("partitions assigned", { topic, partitions });
    },
    onGap: (partition, fromOffset, nextOffset) => void sinks.get(partition)?.pass(fromOffset, nextOffset),
    onIdle() {
      for (const sink of sinks.values()) void sink.commitIdle();
    },
    async onMessages(partition, messages, nextOffset) {
      const taken = stopping ? null : quota.take(partition, messages.length);
      if (taken === null) return;
      lastMessageMs = clock.now();
      const sink = sinks.get(partition);
      await (taken < messages.length ? sink?.take(messages.slice(0, taken)) : sink?.take(messages, nextOffset));
      effects.onProgress?.(progress);
    },
  });
  const subscription = await subscribing;

  const isDone = async () => {
    if (quota.isReached) return true;
    // A member that holds nothing, or is not served, has no idle time.
    const isReading = sinks.size > 0 && [...sinks.values()].every((sink) => sink.committedOffset >= 0);
    if (!isReading || !subscription.isServed) lastMessageMs = clock.now();
    if (clock.now() - lastMessageMs >= (options.idleTimeoutMs ?? Infinity)) return true;
    if (!options.untilEnd || [...sinks].some(([partition, sink]) => sink.committedOffset < ends.get(partition)!)) {
      return false;
    }
    // The other partitions are with other members of the group.
    const committed = sinks.size === ends.size ? null : await readCommitted(kafka, groupId, topic);
    return committed === null || [...ends].every(([partition, end]) => (committed.get(partition) ?? -1) >= end);
  };
  const work = async () => {
    while (!signal.aborted && !await isDone()) {
      await clock.sleep(TICK_MS, signal);
      for (const sink of sinks.values()) void sink.commitIfOld();
    }
    stopping = true;
    await Promise.all([...sinks.values()].map((sink) => sink.finish()));
  };
  try {
    await Promise.race([work(), failed, subscription.lost]);
    return progress;
  } finally {
    stopping = true;
    const gone = Promise.all([...sinks.values()].map((sink) => sink.retire()));
    // Where the broker is away, a sink may wait for it longer than anyone wants to.
    await Promise.race([gone, subscription.lost.catch(() => {}), failed.catch(() => {})]);
    await subscription.close();
  }
}

/** How often age limits and ends are looked at. */
const TICK_MS = 50;

/**
 * Compressed bytes of a partition that are fetched at once. Readings compress so well that half a megabyte can hold most of a partition of
 * 200,000, all of it then in memory; the longest stall of the event loop went from 1.3 to 0.3 s with this.
 */
const READING = { maxBytesPerPartition: 131_072, strict: true };
