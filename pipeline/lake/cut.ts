import { type Compacted, isOutside, readCompacted } from "./compacted.ts";
import type { OffsetRange } from "./part.ts";
import { type OnCompactStep, type Rewrite, rewriteDates } from "./rewrite.ts";

/**
 * Takes rows out of compacted files, where they are to be written again or were never to be there: of each folded range those from an
 * offset on. The caller holds the lake.
 *
 * @param from the first offset of a range that goes; at or past its last + 1, nothing of it goes
 * @throws {PipelineError} `lake_mismatch` where a file that is to be cut is damaged, `no_permission`
 *
 * @example
 * ```ts
 * import { cutCompacted, withLake } from "./mod.ts";
 * await withLake("no such folder", ({ compacted }) => cutCompacted("no such folder", compacted, () => 0));
 * ```
 */
export async function cutCompacted(
  lakeDir: string,
  compacted: readonly Compacted[],
  from: (range: OffsetRange) => number,
  onStep?: OnCompactStep,
): Promise<void> {
  const isCut = (range: OffsetRange) => from(range) <= range.lastOffset;
  async function* rewrites(): AsyncGenerator<Rewrite> {
    for (const each of compacted) {
      const { date, folded } = each;
      if (folded === null || !folded.ranges.some(isCut)) continue;
      const gone = folded.ranges.filter(isCut)
        .map((range) => ({ ...range, firstOffset: Math.max(range.firstOffset, from(range)) }));
      const frame = (await readCompacted(lakeDir, each)).filter(isOutside(gone));
      const ranges = folded.ranges
        .map((range) => ({ ...range, lastOffset: Math.min(range.lastOffset, from(range) - 1) }))
        .filter((range) => range.firstOffset <= range.lastOffset);
      yield { date, topic: folded.topic, frame: frame.rechunk(), ranges, remove: [] };
    }
  }
  await rewriteDates(lakeDir, rewrites(), onStep);
}
