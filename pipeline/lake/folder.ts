import { isAbsent, PipelineError, removeIfThere } from "../common/mod.ts";
import { type Compacted, compactedDate, findCompacted, foldedPath } from "./compacted.ts";
import { type OffsetRange, parsePart, type Part, TEMPORARY_PREFIX } from "./part.ts";
import { TABLES } from "./table.ts";

/** What lies in the folders of the lake's tables. Paths are below the lake's folder, with `/`, in order. */
export interface Listing {
  readonly parts: readonly Part[];
  /** The files that parts of a date were folded into; their rows are silver like those of parts. */
  readonly compacted: readonly Compacted[];
  /** Parts that are being written, or that a crash left half-written; readers skip them. */
  readonly temporary: readonly Part[];
  /** Files that are no part of ours. They are named and never touched. */
  readonly foreign: readonly string[];
}

/**
 * Lists the lake. A lake that is not there yet is empty. Names starting with `_` or `.` are skipped, as readers do.
 *
 * @example
 * ```ts
 * import { listLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await listLake("no such folder"), { parts: [], compacted: [], temporary: [], foreign: [] });
 * ```
 */
export async function listLake(lakeDir: string): Promise<Listing> {
  const compacted = new Set<string>();
  const parts: Part[] = [], temporary: Part[] = [], foreign: string[] = [];
  for (const table of TABLES) {
    for (const path of (await filesBelow(lakeDir, table.name)).sort()) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const part = parsePart(path);
      const unfinished = name.startsWith(TEMPORARY_PREFIX) ? parsePart(path.replace(TEMPORARY_PREFIX, "")) : undefined;
      const date = compactedDate(path);
      if (date !== undefined) compacted.add(date);
      else if (unfinished !== undefined) temporary.push({ ...unfinished, path });
      else if (part !== undefined) parts.push(part);
      else if (!name.startsWith("_") && !name.startsWith(".")) foreign.push(path);
    }
  }
  return {
    parts,
    compacted: await Promise.all([...compacted].map((date) => findCompacted(lakeDir, date))),
    temporary,
    foreign,
  };
}

/**
 * The folded ranges of a partition.
 *
 * @throws {PipelineError} `lake_mismatch` where the record of a compacted file is missing or damaged: any partition's rows may be in it
 *
 * @example
 * ```ts
 * import { foldedRanges, listLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(foldedRanges(await listLake("no such folder"), "raw", 0), []);
 * ```
 */
export function foldedRanges({ compacted }: Listing, topic: string, partition: number): OffsetRange[] {
  return compacted.flatMap(({ date, path, folded }) => {
    if (folded === null) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot know whose rows ${path} holds as ${foldedPath(date)} is damaged`,
        {
          hint: "restore it from a copy, or start over: deno task pipeline",
        },
      );
    }
    return folded.topic === topic ? folded.ranges.filter((range) => range.partition === partition) : [];
  });
}

async function filesBelow(lakeDir: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(`${lakeDir}/${folder}`)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) found.push(...await filesBelow(lakeDir, path));
      else found.push(path);
    }
  } catch (error) {
    // A folder that is not there, or that a clean slate takes away meanwhile, holds nothing.
    if (!isAbsent(error)) throw error;
  }
  return found;
}

/**
 * Removes files of the lake; one that is already gone is no error: two sweeps may meet.
 */
export async function removeFiles(lakeDir: string, paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => removeIfThere(`${lakeDir}/${path}`)));
}
