import { exists, PipelineError, systemClock } from "../common/mod.ts";
import { type Compacted, compactedPath } from "./compacted.ts";
import { type Listing, listLake } from "./folder.ts";
import type { Part } from "./part.ts";
import { type Journal, readJournal, stagedPath } from "./rewrite.ts";
import { overtakenRanges } from "./sweep.ts";

/** The rows of a lake as they stand: what {@linkcode withLake} would first put right is left out or found where it lies. */
export interface Snapshot extends Listing {
  /** Every file in the folders of tables counts, as it is. */
  readonly isWhole: boolean;
}

/**
 * Reads a lake without a lock and without writing to it: a backup on a read-only disk is read like any other. Where a compaction or a
 * takeover has changed files meanwhile, `read` is called again.
 *
 * @param read must leave nothing behind that a second call would not replace
 * @throws {PipelineError} `lake_busy` where the lake changes again and again, `lake_mismatch` where its journal is damaged
 *
 * @example
 * ```ts
 * import { readLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await readLake("no such folder", ({ parts }) => Promise.resolve(parts.length)), 0);
 * ```
 */
export async function readLake<T>(lakeDir: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const before = await takeSnapshot(lakeDir);
    const outcome = await read(before.snapshot).then((value) => ({ value }), (error: unknown) => ({ error }));
    if (isUnchanged(before, await takeSnapshot(lakeDir))) {
      if ("error" in outcome) throw outcome.error;
      return outcome.value;
    }
    await systemClock.sleep(RETRY_MS * attempt);
  }
  throw new PipelineError("lake_busy", `Cannot read the lake ${lakeDir} as its files are being changed all the time`, {
    hint: "wait until a compaction or a consumer that takes over has ended",
  });
}

const MAX_ATTEMPTS = 10, RETRY_MS = 100;

interface Taken {
  readonly snapshot: Snapshot;
  /** Paths that are there and do not count. */
  readonly hidden: readonly string[];
  readonly journal: Journal | null;
}

async function takeSnapshot(lakeDir: string): Promise<Taken> {
  // Before the files: one that is carried out meanwhile shows in the next snapshot.
  const journal = await readJournal(lakeDir);
  const listing = await listLake(lakeDir);
  const { parts, compacted } = journal === null ? listing : await carriedOut(lakeDir, listing, journal);
  const overtaken = overtakenRanges(parts, compacted);
  const counted = parts.filter((part) => !overtaken.has(part));
  const kept = new Set(counted);
  const hidden = listing.parts.filter((part) => !kept.has(part)).map(({ path }) => path);
  const cut = compacted.map((each): Compacted => {
    const ranges = each.folded?.ranges.filter((range) => overtaken.has(range)) ?? [];
    return ranges.length === 0 ? each : { ...each, overtaken: ranges };
  });
  const isWhole = journal === null && hidden.length === 0 && cut.every(({ overtaken }) => overtaken === undefined);
  return { snapshot: { ...listing, parts: counted, compacted: cut, isWhole }, hidden, journal };
}

/** The listing as it will be once the journal is carried out. */
async function carriedOut(
  lakeDir: string,
  { parts, compacted }: Listing,
  journal: Journal,
): Promise<{ parts: readonly Part[]; compacted: readonly Compacted[] }> {
  const removed = new Set(journal.flatMap(({ remove }) => remove)), dates = new Set(journal.map(({ date }) => date));
  const rewritten = journal.map(async ({ date, folded }): Promise<Compacted[]> => {
    if (folded === null) return [];
    const staged = stagedPath(date), isStaged = await exists(`${lakeDir}/${staged}`);
    return [{ date, path: compactedPath(date), ...(isStaged ? { storedAt: staged } : {}), folded }];
  });
  const all = [...compacted.filter(({ date }) => !dates.has(date)), ...(await Promise.all(rewritten)).flat()];
  return {
    parts: parts.filter(({ path }) => !removed.has(path)),
    compacted: all.sort((a, b) => a.date < b.date ? -1 : 1),
  };
}

/** New parts may have come: they hold rows that the first snapshot does not speak of. */
function isUnchanged(before: Taken, after: Taken): boolean {
  const paths = new Set(after.snapshot.parts.map(({ path }) => path));
  const key = ({ snapshot: { compacted }, hidden, journal }: Taken) => JSON.stringify([compacted, hidden, journal]);
  return before.snapshot.parts.every(({ path }) => paths.has(path)) && key(before) === key(after);
}
