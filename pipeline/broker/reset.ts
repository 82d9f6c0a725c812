import type { Kafka } from "kafkajs";
import { PipelineError, waitUntil } from "../common/mod.ts";
import { describeGroup, offsetsAt, readLag } from "./group.ts";
import { readCommitted, withAdmin } from "./offsets.ts";
import { openTransactor } from "./transaction.ts";

/** Where a group is to go on: the first message kept, the end, the first one sent at or after a timestamp, or an offset. */
export type ResetTarget = "earliest" | "latest" | { readonly timestampMs: number } | { readonly offset: number };

/** What a reset does to one partition. */
export interface ResetStep {
  readonly partition: number;
  /** The committed offset; null where there is none. */
  readonly from: number | null;
  /** Within what the partition holds. */
  readonly to: number;
}

/**
 * What a reset would do, partition by partition. Nothing is changed.
 *
 * @param partition the only one to be reset; all of them where absent
 * @throws {PipelineError} `topic_mismatch` where there is no such topic or partition, `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, planReset } from "./mod.ts";
 * export const fromTheStart = (kafka: Kafka) => planReset(kafka, "air-quality-consumers", "air_quality.raw", "earliest");
 * ```
 */
export async function planReset(
  kafka: Kafka,
  groupId: string,
  topic: string,
  target: ResetTarget,
  partition?: number,
): Promise<ResetStep[]> {
  const lags = (await readLag(kafka, groupId, [topic])).filter((lag) => lag.topic === topic);
  const chosen = lags.filter((lag) => partition === undefined || lag.partition === partition);
  if (chosen.length === 0) {
    const what = lags.length === 0 ? "there is no such topic" : `it has no partition ${partition}`;
    throw new PipelineError("topic_mismatch", `Cannot reset ${groupId} on ${topic} as ${what}`, {
      hint: "list the topics: deno task topics list",
    });
  }
  const offsetsAtTime = typeof target === "object" && "timestampMs" in target
    ? await offsetsAt(kafka, topic, target.timestampMs)
    : new Map<number, number>();
  return chosen.map(({ partition, committed, low, high }) => {
    const wanted = target === "earliest"
      ? low
      : target === "latest"
      ? high
      : "offset" in target
      ? target.offset
      : offsetsAtTime.get(partition) ?? high;
    return { partition, from: committed, to: Math.min(high, Math.max(low, wanted)) };
  });
}

/**
 * Carries a reset out: each offset is committed by a transaction of the partition's own transactor. A consumer that joined in the
 * meantime is thereby fenced, and takes the partition over from the new offset.
 *
 * @throws {PipelineError} `group_active` while the group has members, `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, planReset, resetGroup } from "./mod.ts";
 * export async function startOver(kafka: Kafka, groupId: string, topic: string) {
 *   await resetGroup(kafka, groupId, topic, await planReset(kafka, groupId, topic, "earliest"));
 * }
 * ```
 */
export async function resetGroup(
  kafka: Kafka,
  groupId: string,
  topic: string,
  steps: readonly ResetStep[],
): Promise<void> {
  const { members } = await describeGroup(kafka, groupId);
  if (members.length > 0) {
    const who = members.map(({ clientId, host }) => `${clientId} at ${host}`).join(", ");
    throw new PipelineError(
      "group_active",
      `Cannot reset group ${groupId} while it has ${members.length} active member${
        members.length === 1 ? "" : "s"
      }: ${who}`,
      {
        hint:
          "stop its consumers first (Ctrl+C); a killed consumer counts as active until its session ends, about 10 s",
      },
    );
  }
  for (const { partition, to } of steps) {
    const transactor = await openTransactor(kafka, { groupId, topic, partition });
    try {
      await transactor.commit({ sends: [], nextOffset: to });
    } finally {
      await transactor.close();
    }
  }
  // The broker answers a commit before the new offset can be read.
  const isThere = async () => {
    const committed = await readCommitted(kafka, groupId, topic);
    return steps.every(({ partition, to }) => committed.get(partition) === to);
  };
  if (await waitUntil(isThere, { timeoutMs: 10_000, pollMs: 50 })) return;
  throw new PipelineError("broker_unreachable", `Cannot see the new offsets of group ${groupId} after 10 s`, {
    hint: "look at them: deno task group lag",
  });
}

/** How long a broker may take to forget the offsets of a deleted topic. It does so soon after it has answered, or never. */
const FORGET_TIMEOUT_MS = 2_000;

/**
 * Makes sure that a group begins new topics at their start. A cluster may have kept offsets of former topics of these names: those of a group
 * that was not loaded when a topic was deleted stay for good.
 *
 * @throws {PipelineError} `group_active` where such an offset is left and the group has members, `broker_unreachable`
 */
export async function forgetOffsets(kafka: Kafka, groupId: string, topics: string[]): Promise<void> {
  const left = new Map<string, ResetStep[]>();
  await withAdmin(kafka, `read the offsets of group ${groupId}`, (admin) => {
    const areForgotten = async () => {
      left.clear();
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics })) {
        const steps = partitions.filter(({ offset }) => Number(offset) > 0)
          .map(({ partition, offset }) => ({ partition, from: Number(offset), to: 0 }));
        if (steps.length > 0) left.set(topic, steps);
      }
      return left.size === 0;
    };
    return waitUntil(areForgotten, { timeoutMs: FORGET_TIMEOUT_MS });
  });
  for (const [topic, steps] of left) await resetGroup(kafka, groupId, topic, steps);
}
