import { PipelineError, removeIfThere } from "../common/mod.ts";
import { listLake } from "./folder.ts";
import { withLakeLock } from "./lock.ts";
import { STAGING } from "./rewrite.ts";
import { TABLES } from "./table.ts";

/**
 * Takes the former run away: rows, facts, rule sets, owners and proof. Nothing else in the folder is touched.
 *
 * @throws {PipelineError} `lake_mismatch` where the folders of tables hold files that are not ours to delete; `lake_busy`
 */
export function clearLake(lakeDir: string): Promise<void> {
  return withLakeLock(lakeDir, async () => {
    const { foreign } = await listLake(lakeDir);
    if (foreign.length > 0) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot empty the lake ${lakeDir} as it holds files that are not its own: ${foreign[0]}`,
        { hint: "move them away, or name another folder with --out-dir" },
      );
    }
    for (
      const name of [
        STAGING,
        ...TABLES.map((table) => table.name),
        "runs",
        "consumers",
        "rules",
        "topics",
        "_owners",
        "proof.json",
      ]
    ) {
      await removeIfThere(`${lakeDir}/${name}`, { recursive: true });
    }
  });
}
