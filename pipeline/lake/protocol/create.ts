import { PipelineError } from "../../common/mod.ts";
import type { Action, DeltaLog, Snapshot } from "../delta/mod.ts";
import { metadataOf, type TableDescription, type TableWriter, writerOf } from "./table.ts";

/**
 * Creates the tables that are not there yet, and binds them to their writer. Before anything is committed for it: of two groups that start
 * on an empty lake the slower one is refused here, not after its rows were committed.
 *
 * @throws {PipelineError} `lake_mismatch` where a table belongs to another group, cluster or topic, or another program made it
 */
export async function ensureTables(
  logOf: (table: string) => DeltaLog,
  tables: readonly TableDescription[],
  writer: TableWriter,
): Promise<void> {
  for (const table of tables) {
    const metaData = metadataOf(table, writer);
    const snapshot = await logOf(table.name).commit(
      "create",
      ({ version }): Action[] | null =>
        version >= 0 ? null : [{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }, { metaData }],
    );
    requireWriter(table.name, snapshot, writer);
  }
}

/**
 * Refuses a table that another group, cluster or topic fills.
 *
 * @throws {PipelineError} `lake_mismatch`
 */
export function requireWriter(table: string, { metadata }: Snapshot, writer: TableWriter): void {
  const former = writerOf(metadata!);
  for (const [key, what] of [["groupId", "group"], ["clusterId", "cluster"], ["topic", "topic"]] as const) {
    if (former?.[key] === writer[key]) continue;
    throw new PipelineError(
      "lake_mismatch",
      `Cannot write to table ${table} as it belongs to another ${what}: expected ${
        former?.[key] ?? "a table of this project"
      }, got ${writer[key]}`,
      {
        hint:
          "name another lake by --lake, or empty this one: its rows cannot be distinguished from new ones by their offsets",
      },
    );
  }
}
