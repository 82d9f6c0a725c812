import { PipelineError, withLock } from "../common/mod.ts";
import { type Compacted, readCompacted } from "./compacted.ts";
import { foldFrames, foldRanges, planFold, readPart } from "./fold.ts";
import type { Listing } from "./folder.ts";
import { withLake } from "./lock.ts";
import { type LakeOwner, requireOwner } from "./owner.ts";
import type { Part } from "./part.ts";
import { type OnCompactStep, type Rewrite, rewriteDates } from "./rewrite.ts";
import { SILVER } from "./table.ts";

/** Dates that are folded under one journal: the lake is held so long, and that much is staged beside it. */
const BATCH_DATES = 100;

/** What is to be compacted. */
export interface CompactOptions {
  readonly lakeDir: string;
  readonly owner: LakeOwner;
  /** By partition the offset up to which the group has committed. */
  readonly committed: ReadonlyMap<number, number>;
  /** True where the group has committed all that the topic holds: then the newest date is folded too. */
  readonly idle: boolean;
  readonly onStep?: OnCompactStep;
}

/** What a compaction did. */
export interface Compaction {
  /** Dates that were folded, in order. */
  readonly dates: readonly string[];
  /** Files of silver before and after. */
  readonly filesBefore: number;
  readonly filesAfter: number;
  /** What keeps a date from being folded: each names its file, which is left as it is. */
  readonly damaged: readonly string[];
}

/**
 * Folds the committed parts of each closed date into one file, `air_quality_clean_<date>.parquet`, ordered by station, time, partition and
 * offset: its bytes depend on its rows only, not on how they came. Parts that came late are folded into the file that is there.
 *
 * Safe while consumers write, and whatever dies: see {@linkcode rewriteDates}.
 *
 * @throws {PipelineError} `lake_busy` where another compaction is at work, `lake_mismatch`, `no_permission`
 *
 * @example
 * ```ts
 * import { compactLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * const owner = { groupId: "g", clusterId: "c", topic: "raw", tables: ["silver", "rejected"] };
 * assert.deepEqual((await compactLake({ lakeDir, owner, committed: new Map(), idle: true })).dates, []);
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export async function compactLake(options: CompactOptions): Promise<Compaction> {
  const { lakeDir, owner } = options;
  await requireOwner(lakeDir, owner);
  const error = () =>
    new PipelineError("lake_busy", `Cannot compact ${lakeDir} as another compaction is at work on it`, {
      hint: "wait for it to end",
    });
  return await withLock(`${lakeDir}/_compact.lock`, { giveUp: { afterMs: 0, error } }, async () => {
    const dates = new Set<string>(), damaged = new Map<string, string>();
    let filesBefore = -1, filesAfter = 0, open = true;
    while (open) {
      open = await withLake(lakeDir, async (listing) => {
        filesAfter = silverFiles(listing);
        if (filesBefore < 0) filesBefore = filesAfter;
        const plan = [...planFold(listing, { ...options, topic: owner.topic })]
          .filter(([date]) => !damaged.has(date)).slice(0, BATCH_DATES);
        await rewriteDates(lakeDir, rewrites(options, listing, plan, damaged), options.onStep);
        for (const [date] of plan) if (!damaged.has(date)) dates.add(date);
        return plan.length > 0;
      });
    }
    return { dates: [...dates], filesBefore, filesAfter, damaged: [...damaged.values()] };
  });
}

async function* rewrites(
  { lakeDir, owner: { topic } }: CompactOptions,
  { compacted }: Listing,
  plan: readonly [string, Part[]][],
  damaged: Map<string, string>,
): AsyncGenerator<Rewrite> {
  for (const [date, parts] of plan) {
    const former = compacted.find((each) => each.date === date);
    try {
      const frames = parts.map((part) => readPart(lakeDir, part));
      const frame = foldFrames(former === undefined ? frames : [await readFormer(lakeDir, former, topic), ...frames]);
      yield { date, topic, frame, ranges: foldRanges(former, parts), remove: parts.map((part) => part.path) };
    } catch (error) {
      if (!(error instanceof PipelineError) || error.code !== "lake_mismatch") throw error;
      damaged.set(date, error.message);
    }
  }
}

async function readFormer(lakeDir: string, former: Compacted, topic: string) {
  const frame = await readCompacted(lakeDir, former);
  if (former.folded!.topic === topic) return frame;
  throw new PipelineError(
    "lake_mismatch",
    `Cannot fold into ${former.path} as it holds rows of ${former.folded!.topic}`,
  );
}

const silverFiles = ({ parts, compacted }: Listing): number =>
  parts.filter(({ kind }) => kind === SILVER.name).length + compacted.length;
