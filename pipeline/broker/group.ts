import type { Buffer } from "node:buffer";
import { AssignerProtocol, type Kafka } from "kafkajs";
import { type Bounds, withAdmin } from "./offsets.ts";
import { openEnds } from "./open_end.ts";

/** A consumer group and who is in it. */
export interface GroupDescription {
  readonly groupId: string;
  /** Kafka's word: `Stable`, `Empty` (no member), `PreparingRebalance`, `CompletingRebalance`, `Dead` (nobody knows it). */
  readonly state: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly clientId: string;
    readonly host: string;
    /** Partitions by topic that it was given. */
    readonly partitions: Readonly<Record<string, readonly number[]>>;
  }[];
}

/** How far a group is on one partition. */
export interface PartitionLag extends Bounds {
  readonly topic: string;
  readonly partition: number;
  /** The next offset that it will read; null where it has committed none. */
  readonly committed: number | null;
  /** Offsets to the end: messages, and one more for each transaction. Without a commit, from the first one kept. */
  readonly lag: number;
  /** Offsets after the end: nobody who reads committed messages sees them until a transaction that is open ends. */
  readonly open: number;
}

/**
 * The ids of the cluster's consumer groups, in order.
 *
 * @throws {PipelineError} `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, listGroups } from "./mod.ts";
 * export const hasGroup = async (kafka: Kafka, id: string) => (await listGroups(kafka)).includes(id);
 * ```
 */
export function listGroups(kafka: Kafka): Promise<string[]> {
  return withAdmin(kafka, "list groups", async (admin) => {
    const { groups } = await admin.listGroups();
    return groups.map(({ groupId }) => groupId).sort();
  });
}

/**
 * A group's state and members. A group that nobody knows is `Dead` and empty: that is no error.
 *
 * @throws {PipelineError} `broker_unreachable`
 *
 * @example
 * ```ts
 * import { describeGroup, type Kafka } from "./mod.ts";
 * export const isAtWork = async (kafka: Kafka, id: string) => (await describeGroup(kafka, id)).members.length > 0;
 * ```
 */
export function describeGroup(kafka: Kafka, groupId: string): Promise<GroupDescription> {
  return withAdmin(kafka, `describe group ${groupId}`, async (admin) => {
    const { groups: [group] } = await admin.describeGroups([groupId]);
    const members = (group?.members ?? []).map(({ memberId, clientId, clientHost, memberAssignment }) => ({
      memberId,
      clientId,
      host: clientHost.replace(/^\//, ""),
      partitions: assignmentOf(memberAssignment),
    }));
    return { groupId, state: group?.state ?? "Dead", members };
  });
}

/**
 * How far a group is on every partition of some topics, and of every other topic that it has committed an offset for. Topics that do
 * not exist are left out.
 *
 * @throws {PipelineError} `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, readLag } from "./mod.ts";
 * export const totalLag = async (kafka: Kafka, groupId: string) =>
 *   (await readLag(kafka, groupId, ["air_quality.raw"])).reduce((sum, { lag }) => sum + lag, 0);
 * ```
 */
export function readLag(kafka: Kafka, groupId: string, topics: readonly string[] = []): Promise<PartitionLag[]> {
  return withAdmin(kafka, `read the lag of group ${groupId}`, async (admin) => {
    const there = await admin.listTopics();
    const committed = new Map<string, Map<number, number>>();
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
      committed.set(topic, new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)])));
    }
    const names = [...new Set([...topics, ...committed.keys()])].filter((name) => there.includes(name)).sort();
    const lags = await Array.fromAsync(names, async (topic) => { // one after the other as in describeTopics
      const offsets = await admin.fetchTopicOffsets(topic), ends = await openEnds(admin, topic);
      return offsets.sort((a, b) => a.partition - b.partition).map(({ partition, low, high }): PartitionLag => {
        const bounds = { low: Number(low), high: Number(high) };
        const offset = committed.get(topic)?.get(partition) ?? -1;
        const next = offset < 0 ? null : offset;
        const open = Math.max(0, (ends.get(partition) ?? 0) - bounds.high);
        const lag = Math.max(0, bounds.high - (next ?? bounds.low));
        return { topic, partition, ...bounds, committed: next, lag, open };
      });
    });
    return lags.flat();
  });
}

/**
 * For each partition the offset of the first message that was sent at or after a timestamp; the end of the partition if all are older.
 *
 * @param timestampMs milliseconds since 1970, compared with the messages' own timestamps
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 *
 * @example
 * ```ts
 * import { type Kafka, offsetsAt } from "./mod.ts";
 * export const since = (kafka: Kafka) => offsetsAt(kafka, "air_quality.raw", Date.UTC(2026, 0, 1));
 * ```
 */
export function offsetsAt(kafka: Kafka, topic: string, timestampMs: number): Promise<Map<number, number>> {
  return withAdmin(kafka, `find a timestamp in ${topic}`, async (admin) => {
    const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, timestampMs);
    return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
  });
}

/** Partitions by topic, in order. A member that is still joining has none. */
function assignmentOf(wire: Buffer): Record<string, number[]> {
  const assignment = wire.length === 0 ? undefined : AssignerProtocol.MemberAssignment.decode(wire)?.assignment;
  return Object.fromEntries(
    Object.entries(assignment ?? {}).map(([topic, partitions]) => [topic, partitions.sort((a, b) => a - b)]),
  );
}
