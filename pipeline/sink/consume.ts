import {
  type Kafka,
  openTransactor,
  readBounds,
  readClusterId,
  readCommitted,
  subscribe,
  type Subscription,
} from "../broker/mod.ts";
import type { Clock } from "../common/mod.ts";
import { writeRuleSet } from "../facts/mod.ts";
import { lakeRefusal } from "../lake/mod.ts";
import type { RuleSet } from "../reading/mod.ts";
import { emptyTally, type Tally } from "../validate/mod.ts";
import type { RotationLimits } from "./buffer.ts";
import type { SinkCommit } from "./commit.ts";
import { PartitionSink } from "./partition.ts";
import { MessageQuota } from "./quota.ts";
import type { ForwardTopics } from "./forward.ts";
import type { OnSinkStep } from "./step.ts";
import { openWorker } from "./worker.ts";

/** What a consumer is asked to do. */
export interface ConsumeOptions {
  readonly groupId: string;
  readonly topic: string;
  readonly lakeDir: string;
  readonly forward: ForwardTopics | null;
  /** The rules that messages are judged by; kept in the lake under their version. */
  readonly rules: RuleSet;
  readonly limits: RotationLimits;
  /** Ends after this many messages, if given. */
  readonly maxMessages?: number;
  /** Ends after this time without a message, if given. */
  readonly idleTimeoutMs?: number;
  /** Ends once the group has committed the ends of the partitions as they stand at the start. */
  readonly untilEnd: boolean;
  readonly sessionTimeoutMs: number;
  readonly outageTimeoutMs: number;
}

/** What a consumer has done so far. */
export interface ConsumeProgress {
  /** Verdicts, those of messages read again after a failure included. */
  readonly tally: Tally;
  /** Rows that are in the lake and committed. */
  readonly committedRows: number;
  readonly files: number;
  readonly rotations: number;
}

/** What a consumer is given to work with. */
export interface ConsumeEffects {
  readonly kafka: Kafka;
  readonly clock: Clock;
  /** Ends the consumer in good order: what is buffered is committed. */
  readonly signal: AbortSignal;
  onProgress?(progress: ConsumeProgress): void;
  /** Told of each rotation, for metrics. */
  onCommit?(commit: SinkCommit): void;
  log(message: string, fields: Record<string, unknown>): void;
  /** Told of each step that is about to be done. For tests: what it does there, such as dying, happens in the midst of the sink. */
  onStep?: OnSinkStep;
}

/**
 * Consumes: joins the group, takes its partitions over, judges, writes and commits, until it is told or has reason to end.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_mismatch`, `no_permission`; what was committed stays
 */
export async function consume(options: ConsumeOptions, effects: ConsumeEffects): Promise<ConsumeProgress> {
  const { kafka, clock, signal } = effects;
  const { topic, groupId } = options;
  const owner = { groupId, clusterId: await readClusterId(kafka), topic };
  await writeRuleSet(options.lakeDir, options.rules).catch((error) => {
    throw lakeRefusal(options.lakeDir, error);
  });
  const bounds = await readBounds(kafka, topic);
  const ends = new Map([...bounds].map(([partition, { high }]) => [partition, options.untilEnd ? high : Infinity]));
  const progress = { tally: emptyTally(), committedRows: 0, files: 0, rotations: 0 };
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => {});
  let sinks = new Map<number, PartitionSink>();
  let retired = Promise.resolve<unknown>(undefined);
  const quota = new MessageQuota(options.maxMessages ?? Infinity);
  using worker = openWorker();
  let lastMessageMs = clock.now(), stopping = false;

  const createSink = (partition: number) =>
    new PartitionSink({
      home: { lakeDir: options.lakeDir, topic, partition, owner },
      broker: {
        // A new owner waits for the partition's former sink in this process; elsewhere, fencing does it.
        openTransactor: () => retired.then(() => openTransactor(kafka, { groupId, topic, partition }, effects.onStep)),
        committedOffset: async () => (await readCommitted(kafka, groupId, topic)).get(partition) ?? null,
        bounds: async () => (await readBounds(kafka, topic)).get(partition)!,
      },
      rules: options.rules,
      limits: options.limits,
      forward: options.forward,
      work: worker,
      clock,
      endOffset: ends.get(partition) ?? Infinity,
      onResume(offset) {
        quota.resume(partition);
        void subscribing.then((subscription) => subscription.resumeAt(partition, offset));
      },
      tally: progress.tally,
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

  const subscribing: Promise<Subscription> = subscribe(kafka, { ...options, maxBytesPerPartition: FETCH_BYTES }, {
    onAssigned(partitions) {
      retired = Promise.allSettled([retired, ...[...sinks.values()].map((sink) => sink.retire())]);
      sinks = new Map(partitions.map((partition) => [partition, createSink(partition)]));
      effects.log("partitions assigned", { topic, partitions });
    },
    onGap: (partition, fromOffset, nextOffset) => void sinks.get(partition)?.pass(fromOffset, nextOffset),
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
const FETCH_BYTES = 131_072;
