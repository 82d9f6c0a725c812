import type { Compacted } from "./compacted.ts";
import type { OffsetRange, Part } from "./part.ts";

/** What taking a partition over does with the parts that are there. */
export interface SweepPlan {
  /** Parts to delete: never committed, or to be read again. */
  readonly remove: readonly Part[];
  /** Folded ranges of which the rows from `resumeOffset` on go, to be read again. */
  readonly cut: readonly OffsetRange[];
  /** The offset from which to go on. Below the committed one only where a user has reset it into the middle of a part. */
  readonly resumeOffset: number;
}

/**
 * Decides, for a partition just taken over under `epoch`, which parts of former owners go and where reading goes on.
 *
 * Only lower epochs are touched: a slow former owner that wakes up in its own sweep must not delete the new owner's parts. Of these go
 * the parts whose last offset is at or past the committed one, as they were never committed and will be made again.
 *
 * A committed offset inside a part (offsets were reset by hand) moves reading back to the part's first offset, or the rows of the
 * part before it would be gone. Folded rows are taken out one by one, so nothing needs to move for them.
 *
 * @param parts the partition's parts of both kinds, none of them overtaken
 * @param folded the partition's folded ranges, likewise
 * @example
 * ```ts
 * import { parsePart, planSweep } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const parts = ["raw-0-0-99-1", "raw-0-100-199-1"].map((name) => parsePart(`silver/date=2004-03-10/${name}.parquet`)!);
 * const plan = planSweep(parts, [], { epoch: 2, committedOffset: 100 });
 * assert.deepEqual(plan.remove.map((part) => part.firstOffset), [100]);
 * assert.equal(plan.resumeOffset, 100);
 * ```
 */
export function planSweep(
  parts: readonly Part[],
  folded: readonly OffsetRange[],
  { epoch, committedOffset }: { epoch: number; committedOffset: number },
): SweepPlan {
  const former = parts.filter((part) => part.epoch < epoch);
  const remove = new Set<Part>();
  let resumeOffset = committedOffset;
  for (let grown = true; grown;) {
    grown = false;
    for (const part of former) {
      if (remove.has(part) || part.lastOffset < resumeOffset) continue;
      remove.add(part);
      resumeOffset = Math.min(resumeOffset, part.firstOffset);
      grown = true;
    }
  }
  const cut = folded.filter((range) => range.epoch < epoch && range.lastOffset >= resumeOffset);
  return { remove: [...remove], cut, resumeOffset };
}

/**
 * Of the parts or folded ranges of a partition those that overlap one of a higher epoch: copies that a fenced owner renamed late.
 * Every row of theirs is, or will be, in a part of the newer owner, so they can be removed by anyone at any time.
 */
export function overtakenParts<T extends OffsetRange>(parts: readonly T[]): T[] {
  const byEpoch = [...Map.groupBy(parts, (part) => part.epoch)].sort(([a], [b]) => b - a);
  const overtaken: T[] = [];
  const higher: T[] = [];
  let from = Infinity, to = -Infinity;
  for (const [, own] of byEpoch) {
    for (const part of own) {
      // Epochs mostly follow each other without touching: the two bounds spare the search.
      if (part.lastOffset < from || part.firstOffset > to) continue;
      if (higher.some((each) => each.firstOffset <= part.lastOffset && part.firstOffset <= each.lastOffset)) {
        overtaken.push(part);
      }
    }
    for (const part of own) {
      higher.push(part);
      from = Math.min(from, part.firstOffset);
      to = Math.max(to, part.lastOffset);
    }
  }
  return overtaken;
}

/** The overtaken ones of all partitions, among parts and folded ranges. */
export function overtakenRanges(parts: readonly Part[], compacted: readonly Compacted[]): Set<OffsetRange> {
  const written: { topic: string; range: OffsetRange }[] = [
    ...parts.map((part) => ({ topic: part.topic, range: part })),
    ...compacted.flatMap(({ folded }) => folded?.ranges.map((range) => ({ topic: folded.topic, range })) ?? []),
  ];
  const byPartition = Map.groupBy(written, ({ topic, range }) => `${topic} ${range.partition}`);
  return new Set([...byPartition.values()].flatMap((own) => overtakenParts(own.map(({ range }) => range))));
}
