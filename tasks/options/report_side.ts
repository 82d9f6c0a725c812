import { PipelineError } from "../../pipeline/common/mod.ts";
import { readLake } from "../../pipeline/lake/mod.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { type DiffSide, parseQuality } from "../../pipeline/report/mod.ts";
import { lakeOf } from "./lake.ts";

/**
 * One side of `report diff` from what the user named: a `quality.json`, a folder that has one, or a lake.
 *
 * @throws {PipelineError} `not_found` where it is none of these, `lake_mismatch` where what is there is damaged
 */
export async function readSide(path: string): Promise<DiffSide> {
  for (const file of [path, `${path}/quality.json`]) {
    const text = await textOf(file);
    if (text !== undefined) return { name: path, quality: parseQuality(file, text).quality };
  }
  const lake = lakeOf({ outDir: path }), tables = ["silver", "rejected"] as const;
  if (await readLake(lake, tables, ({ files }) => tables.every((table) => files(table).length === 0))) {
    throw new PipelineError(
      "not_found",
      `Cannot compare ${path}: expected a lake, a report's folder or its quality.json`,
      {
        hint: "deno task report writes reports/quality/quality.json",
      },
    );
  }
  return { name: path, quality: await readQuality(lake) };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const isNone = error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory ||
      error instanceof Deno.errors.IsADirectory;
    if (isNone) return undefined;
    throw error;
  }
}
