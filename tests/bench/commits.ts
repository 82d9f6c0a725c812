import type { Kafka } from "../../pipeline/broker/mod.ts";
import { withAdmin } from "../../pipeline/broker/offsets.ts";

/** That a group's offset of a partition was seen for the first time. */
export interface SeenCommit {
  partition: number;
  /** Everything before it is committed. */
  nextOffset: number;
  /** Wall clock, ms since 1970. */
  atMs: number;
}

/** A message of the topic that the group reads. */
export interface Sent {
  partition: number;
  offset: number;
  timestampMs: number;
}

const EVERY_MS = 5;
/** A measurement that takes longer has hung. */
const LONGEST_MS = 600_000;

/**
 * Asks the cluster again and again which offsets a group has committed, until `signal` aborts and once more. A commit is seen some
 * milliseconds after it, never before.
 */
export function watchCommits(kafka: Kafka, groupId: string, topic: string, signal: AbortSignal): Promise<SeenCommit[]> {
  const seen: SeenCommit[] = [], last = new Map<number, number>();
  return withAdmin(kafka, `watch group ${groupId}`, async (admin) => {
    for (let isLast = false; !isLast; await new Promise((resolve) => setTimeout(resolve, EVERY_MS))) {
      isLast = signal.aborted;
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      const atMs = Date.now();
      for (const { partition, offset } of found!.partitions) {
        const nextOffset = Number(offset);
        if (nextOffset <= (last.get(partition) ?? 0)) continue;
        last.set(partition, nextOffset);
        seen.push({ partition, nextOffset, atMs });
      }
    }
    return seen;
  }, LONGEST_MS);
}

/** Milliseconds from each message's timestamp to the first commit behind it; infinite where there was none. */
export function commitLatencies(sent: readonly Sent[], seen: readonly SeenCommit[]): number[] {
  const commits = Map.groupBy(seen, ({ partition }) => partition);
  return sent.map(({ partition, offset, timestampMs }) => {
    const commit = commits.get(partition)?.find(({ nextOffset }) => nextOffset > offset);
    return commit === undefined ? Infinity : commit.atMs - timestampMs;
  });
}
