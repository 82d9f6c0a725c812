import { folderOf, formatPartName, lakeRefusal, type PartName, TEMPORARY_PREFIX } from "../lake/mod.ts";
import type { TableRows } from "./stage.ts";
import type { OnSinkStep } from "./step.ts";
import type { FrameTable } from "./worker/files.ts";
import { type RotationWork, rotationWork } from "./worker/work.ts";

/** Who writes parts: an owner of a partition. */
export type PartWriter = Pick<PartName, "topic" | "partition" | "epoch">;

/**
 * Writes rows as the parts of one rotation, one for each value of a table's key, as {@linkcode RotationWork.writeTables} does.
 *
 * @throws {PipelineError} `no_permission` where the lake cannot be written
 */
export async function writeParts(
  lakeDir: string,
  writer: PartWriter,
  tables: readonly TableRows[],
  onStep?: OnSinkStep,
  work: RotationWork = rotationWork,
): Promise<{ files: number; rows: number }> {
  const filled = tables.filter(({ rowsByKey }) => rowsByKey.size > 0).map((each) => frameTable(lakeDir, writer, each));
  try {
    await work.writeTables(lakeDir, filled, onStep);
  } catch (error) {
    throw lakeRefusal(lakeDir, error);
  }
  const files = filled.flatMap((table) => table.files);
  return { files: files.length, rows: files.reduce((sum, { rows }) => sum + rows, 0) };
}

function frameTable(
  lakeDir: string,
  writer: PartWriter,
  { table, columns, offsets, rowsByKey }: TableRows,
): FrameTable {
  return {
    columns,
    order: Uint32Array.from([...rowsByKey.values()].flat()),
    files: [...rowsByKey].map(([value, rows]) => {
      const { topic, partition, epoch } = writer;
      const firstOffset = offsets[rows[0]!]!, lastOffset = offsets[rows.at(-1)!]!;
      const name = formatPartName({ topic, partition, firstOffset, lastOffset, epoch });
      const folder = `${lakeDir}/${folderOf(table, value)}`;
      return { folder, name, temporaryName: `${TEMPORARY_PREFIX}${name}`, rows: rows.length };
    }),
  };
}
