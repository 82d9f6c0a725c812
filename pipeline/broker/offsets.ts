import { type Admin, type Kafka } from "kafkajs";
import { PipelineError } from "../common/mod.ts";
import { isLost, isPassing, translateError } from "./client.ts";

/** The offsets that a partition holds: `low` is the first one kept, `high` the one after the last that a committed reader sees. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * What each partition of a topic holds, read-committed: an open transaction ends the range.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch` where there is no such topic
 */
export function readBounds(kafka: Kafka, topic: string): Promise<Map<number, Bounds>> {
  return withAdmin(kafka, `read the offsets of ${topic}`, async (admin) => {
    // kafkajs would ask for seconds whether the topic comes after all.
    if (!(await admin.listTopics()).includes(topic)) {
      throw new PipelineError("topic_mismatch", `Cannot read the offsets of ${topic} as there is no such topic`, {
        hint: "create the topics: deno task topics create",
      });
    }
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(
      offsets.sort((a, b) => a.partition - b.partition)
        .map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
    );
  });
}

/** A committed offset with what was committed beside it. */
export interface CommittedOffset {
  readonly offset: number;
  /** As its transaction said; empty where another program set the offset. */
  readonly metadata: string;
}

/**
 * The offsets that a group has committed for the partitions of a topic, those where it has one.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 */
export function readCommittedOffsets(
  kafka: Kafka,
  groupId: string,
  topic: string,
): Promise<Map<number, CommittedOffset>> {
  return withAdmin(kafka, `read the offsets of group ${groupId}`, async (admin) => {
    const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return new Map(
      (found?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0)
        .map(({ partition, offset, metadata }) => [partition, { offset: Number(offset), metadata: metadata ?? "" }]),
    );
  });
}

/**
 * The offsets of {@linkcode readCommittedOffsets} alone.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 */
export async function readCommitted(kafka: Kafka, groupId: string, topic: string): Promise<Map<number, number>> {
  const committed = await readCommittedOffsets(kafka, groupId, topic);
  return new Map([...committed].map(([partition, { offset }]) => [partition, offset]));
}

/** An administrative call that has no answer by then fails. Longer than a broker takes to restart. */
export const ADMIN_TIMEOUT_MS = 30_000;

/**
 * Runs `use` with a connected admin client and disconnects it. What the broker says will pass, such as a coordinator that is still loading,
 * and a connection that was lost are tried again until `timeoutMs` are over; kafkajs alone would go on for many minutes.
 *
 * @throws {PipelineError} `broker_unreachable` also where time is over
 */
export async function withAdmin<T>(
  kafka: Kafka,
  doing: string,
  use: (admin: Admin) => Promise<T>,
  timeoutMs = ADMIN_TIMEOUT_MS,
): Promise<T> {
  const admin = kafka.admin({ retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 } });
  let isLate = false, last: unknown;
  const work = async () => {
    for (let isConnected = false;;) {
      try {
        if (!isConnected) await admin.connect();
        isConnected = true;
        return await use(admin);
      } catch (error) {
        last = error;
        // A broker that was never reached is a wrong address; one that was lost may be restarting.
        if (isLate || !(isPassing(error) || (isConnected && isLost(error)))) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    isLate = true;
    reject(lateError(doing, timeoutMs, last));
  }, timeoutMs);
  const working = work();
  working.catch(() => {}); // after the deadline nobody waits for it
  try {
    return await Promise.race([working, deadline]);
  } catch (error) {
    throw translateError(error, doing);
  } finally {
    clearTimeout(timer);
    const gone = admin.disconnect().catch(() => {});
    if (!isLate) await gone; // a broker that does not answer does not answer this, either
  }
}

function lateError(doing: string, timeoutMs: number, cause: unknown): PipelineError {
  const why = cause === undefined ? "" : `; the last answer: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new PipelineError(
    "broker_unreachable",
    `Cannot ${doing} as the cluster gave no usable answer within ${timeoutMs / 1000} s${why}`,
    { hint: "look at the cluster and its topics: deno task doctor", ...(cause === undefined ? {} : { cause }) },
  );
}

/**
 * The id of the cluster: it tells a wiped and re-made broker from the one before at the same address.
 *
 * @throws {PipelineError} `broker_unreachable`
 */
export function readClusterId(kafka: Kafka): Promise<string> {
  return withAdmin(kafka, "read the cluster's id", async (admin) => (await admin.describeCluster()).clusterId);
}

/**
 * Whether a group has committed all that the partitions held when their bounds were read. Where it has committed nothing, a partition
 * must be empty.
 *
 * @example
 * ```ts
 * import { hasCaughtUp } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const bounds = new Map([[0, { low: 0, high: 7 }], [1, { low: 3, high: 3 }]]);
 * assert.ok(hasCaughtUp(new Map([[0, 7]]), bounds));
 * assert.ok(!hasCaughtUp(new Map([[0, 6]]), bounds));
 * ```
 */
export function hasCaughtUp(
  committed: ReadonlyMap<number, number>,
  bounds: ReadonlyMap<number, Bounds>,
): boolean {
  return [...bounds].every(([partition, { low, high }]) => (committed.get(partition) ?? low) >= high);
}
