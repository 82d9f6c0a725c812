import { PipelineError } from "../common/mod.ts";
import { isOwnName } from "./protocol/part_name.ts";
import { type LakeAt, storeAt } from "./store/mod.ts";
import { TABLES } from "./table.ts";

/** What a former run leaves beside its tables; the last two are of the layout before the logs. */
const FOLDERS = ["runs", "consumers", "rules", "topics", "_manifests", "_claims", "_probe", "_owners", "_folding"];

/**
 * Whether a file is one that this project makes in a table's folder, by its key.
 *
 * @example
 * ```ts
 * import { isLakeFile } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(isLakeFile("silver/date=2004-03-10/air_quality.raw-2-0-99-3.parquet"));
 * assert.ok(!isLakeFile("silver/date=2004-03-10/copy of x.parquet"));
 * ```
 */
export function isLakeFile(key: string): boolean {
  const [, name, folder, file] = /^([^/]+)\/([^/]+)\/(.+)$/.exec(key) ?? [];
  const table = TABLES.find((each) => each.name === name);
  if (table === undefined) return false;
  return folder === "_delta_log" || folder!.startsWith(`${table.partitionColumn}=`) && isOwnName(file!);
}

/**
 * Takes the former run away: rows, logs, facts, rule sets and proof. Nothing else in the lake is touched. Nobody may write to it meanwhile.
 *
 * @throws {PipelineError} `lake_mismatch` where the folders of tables hold files that are not ours to delete
 */
export async function clearLake(lake: LakeAt): Promise<void> {
  const store = storeAt(lake);
  for (const { name } of TABLES) {
    for await (const { key } of store.list(`${name}/`)) {
      if (isLakeFile(key)) continue;
      throw new PipelineError(
        "lake_mismatch",
        `Cannot empty the lake ${store.location} as it holds files that are not its own: ${key}`,
        { hint: "move them away, or name another lake with --lake" },
      );
    }
  }
  for (const name of [...TABLES.map(({ name }) => name), ...FOLDERS]) await store.removeFolder(name);
  for (const name of ["proof.json", "_lake.lock", "_compact.lock"]) await store.remove(name);
}
