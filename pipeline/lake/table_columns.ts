import pl, { type DataFrame, type Expr } from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { hold } from "./query.ts";
import { readLake } from "./snapshot.ts";
import { type LakeAt, placeOf } from "./store/mod.ts";
import type { TableName } from "./table.ts";

/** Columns of a table, a row after the other in the order of partitions and offsets. */
export interface TableColumns {
  readonly rows: number;
  /** A column of measurements, NaN where there is none. */
  floats(column: string): Float64Array;
  /** A column of whole numbers, or of times in milliseconds since 1970; NaN where there is none. */
  wholes(column: string): Float64Array;
  texts(column: string): readonly (string | null)[];
}

/**
 * Reads columns of a table. A table without rows gives empty columns.
 *
 * @param columns names, beside `kafka_partition` and `kafka_offset`
 * @throws {PipelineError} `lake_mismatch` where a file is damaged or of another form
 * @example
 * ```ts
 * import { readTableColumns } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal((await readTableColumns("no such folder", "forecasts", ["value"])).rows, 0);
 * ```
 */
export function readTableColumns(
  lake: LakeAt,
  table: TableName,
  columns: readonly string[],
): Promise<TableColumns> {
  return readLake(lake, [table], (snapshot) => {
    try {
      const names = [...new Set(["kafka_partition", "kafka_offset", ...columns])];
      const held = hold(snapshot, table, names);
      return columnsOf(held.collect((parts) => parts.sort(["kafka_partition", "kafka_offset"]))?.collectSync());
    } catch (cause) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot read the table ${table} of ${placeOf(lake)}: a file is damaged`,
        {
          hint: "which rows are lost is shown by: deno task prove",
          cause,
        },
      );
    }
  });
}

function columnsOf(frame: DataFrame | undefined): TableColumns {
  if (frame === undefined) return { rows: 0, floats: () => NONE, wholes: () => NONE, texts: () => [] };
  const numbers = (column: Expr, name: string) =>
    frame.select(column.fillNull(pl.lit(NaN)).alias(name)).getColumn(name).toTypedArray() as Float64Array;
  return {
    rows: frame.height,
    floats: (name) => numbers(pl.col(name), name),
    wholes: (name) => numbers(pl.col(name).cast(pl.Int64).cast(pl.Float64), name),
    texts: (column) => frame.getColumn(column).toArray() as (string | null)[],
  };
}

const NONE = new Float64Array(0);
