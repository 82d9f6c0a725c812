import { isAbsent, PipelineError, withLock } from "../common/mod.ts";
import { cutCompacted } from "./cut.ts";
import { type Listing, listLake, removeFiles } from "./folder.ts";
import { recoverLake } from "./rewrite.ts";
import { overtakenRanges } from "./sweep.ts";

const PATIENCE_MS = 10_000;

/**
 * Runs `work` with the lake to itself: nobody else folds, sweeps or clears meanwhile; only owners of partitions go on adding
 * parts. Before that it ends what a killed compaction left half-done, and takes away the copies that fenced owners left late.
 * It is not re-entrant. A lake that is not there is empty. Whoever only reads takes {@linkcode readLake}.
 *
 * @throws {PipelineError} `lake_busy` where another process keeps the lake, `lake_mismatch` where what a compaction left half-done is damaged
 *
 * @example
 * ```ts
 * import { withLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await withLake("no such folder", ({ parts }) => Promise.resolve(parts.length)), 0);
 * ```
 */
export async function withLake<T>(lakeDir: string, work: (listing: Listing) => Promise<T>): Promise<T> {
  return await withLakeLock(lakeDir, async () => {
    await recoverLake(lakeDir);
    const listing = await listLake(lakeDir);
    return await work(await removeOvertaken(lakeDir, listing) ? await listLake(lakeDir) : listing);
  });
}

/** As {@linkcode withLake}, with the lake as it stands. */
export async function withLakeLock<T>(lakeDir: string, work: () => Promise<T>): Promise<T> {
  const isThere = await Deno.stat(lakeDir).then(({ isDirectory }) => isDirectory, (error) => {
    if (isAbsent(error)) return false;
    throw error;
  });
  if (!isThere) return await work();
  const path = `${lakeDir}/_lake.lock`;
  const error = () =>
    new PipelineError("lake_busy", `Cannot work on the lake ${lakeDir} as another process keeps ${path} locked`, {
      hint: "wait until it has ended: a compaction, or a consumer that takes over; is one suspended?",
    });
  return await withLock(path, { giveUp: { afterMs: PATIENCE_MS, error } }, work);
}

/** Removes the rows that fenced owners left late, and nothing else: safe at any time and for anyone. @returns true where there were any */
async function removeOvertaken(lakeDir: string, { parts, compacted }: Listing): Promise<boolean> {
  const overtaken = overtakenRanges(parts, compacted);
  if (overtaken.size === 0) return false;
  await removeFiles(lakeDir, parts.filter((part) => overtaken.has(part)).map((part) => part.path));
  await cutCompacted(lakeDir, compacted, (range) => overtaken.has(range) ? range.firstOffset : Infinity);
  return true;
}
