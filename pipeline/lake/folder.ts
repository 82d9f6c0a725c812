import { parsePart, type Part, TEMPORARY_PREFIX } from "./part.ts";

/** What lies in the lake's `silver/` and `rejected/`. Paths are below the lake's folder, with `/`, in order. */
export interface Listing {
  readonly parts: readonly Part[];
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
 * assert.deepEqual(await listLake("no such folder"), { parts: [], temporary: [], foreign: [] });
 * ```
 */
export async function listLake(lakeDir: string): Promise<Listing> {
  const parts: Part[] = [], temporary: Part[] = [], foreign: string[] = [];
  for (const kind of ["silver", "rejected"]) {
    for (const path of (await filesBelow(lakeDir, kind)).sort()) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const part = parsePart(path);
      const unfinished = name.startsWith(TEMPORARY_PREFIX) ? parsePart(path.replace(TEMPORARY_PREFIX, "")) : undefined;
      if (unfinished !== undefined) temporary.push({ ...unfinished, path });
      else if (part !== undefined) parts.push(part);
      else if (!name.startsWith("_") && !name.startsWith(".")) foreign.push(path);
    }
  }
  return { parts, temporary, foreign };
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
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found;
}

/**
 * Removes files of the lake; one that is already gone is no error: two sweeps may meet.
 */
export async function removeFiles(lakeDir: string, paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map(async (path) => {
    try {
      await Deno.remove(`${lakeDir}/${path}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }));
}
