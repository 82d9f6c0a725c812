import { type LakeAt, readSilverColumns } from "../lake/mod.ts";
import { FIELDS } from "../reading/mod.ts";

/**
 * Finds silver rows by where their messages stand in the raw topic.
 *
 * @returns the measurements of a row in the order of `FIELDS`, null where silver has no such row
 * @throws {PipelineError} `lake_mismatch` where a file of silver is damaged
 */
export async function silverByOrigin(
  lake: LakeAt,
): Promise<(partition: number, offset: number) => readonly (number | null)[] | null> {
  const names = FIELDS.map(({ name }) => name);
  const silver = await readSilverColumns(lake, names);
  const columns = names.map((name) => silver.values(name));
  const rowOf = new Map(Array.from(silver.offsets, (offset, row) => [`${silver.partitions[row]}:${offset}`, row]));
  return (partition, offset) => {
    const row = rowOf.get(`${partition}:${offset}`);
    if (row === undefined) return null;
    return columns.map((column) => Number.isNaN(column[row]!) ? null : column[row]!);
  };
}
