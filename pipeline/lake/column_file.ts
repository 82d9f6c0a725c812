import { dirname } from "node:path";
import pl, { type Expr, type Series } from "nodejs-polars";
import { makeFolder, writeWhole } from "../common/mod.ts";
import { writeRows } from "./export.ts";

/** A column of a derived table, one entry a row. */
export type DerivedColumn =
  | { readonly name: string; readonly type: "float64" | "int64" | "time"; readonly values: Float64Array }
  /** `values` are places in `texts`. */
  | { readonly name: string; readonly type: "text"; readonly values: Float64Array; readonly texts: readonly string[] };

/**
 * Writes a table that was made from silver as one file, whole or not at all. NaN is null in every type; times are milliseconds since
 * 1970-01-01 UTC. The same columns give the same bytes.
 *
 * @throws {PipelineError} `no_permission`
 * @example
 * ```ts
 * import { writeColumns } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const dir = await Deno.makeTempDir();
 * await writeColumns([
 *   { name: "ts", type: "time", values: Float64Array.of(0, 3_600_000) },
 *   { name: "co_gt", type: "float64", values: Float64Array.of(1.5, NaN) },
 *   { name: "co_gt_fill", type: "text", values: Float64Array.of(NaN, 0), texts: ["rolling_mean"] },
 * ], `${dir}/a.csv`, "csv");
 * assert.equal(
 *   await Deno.readTextFile(`${dir}/a.csv`),
 *   "ts,co_gt,co_gt_fill\n1970-01-01T00:00:00Z,1.5,\n1970-01-01T01:00:00Z,,rolling_mean\n",
 * );
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function writeColumns(
  columns: readonly DerivedColumn[],
  path: string,
  format: "csv" | "parquet",
): Promise<void> {
  await makeFolder(dirname(path), "a derived table", "give another folder");
  const made = columns.map(madeOf);
  const rows = pl.DataFrame(made.map(({ series }) => series)).lazy().select(...made.map(({ expr }) => expr));
  await writeWhole(path, (temporary) => writeRows(rows, temporary, format));
}

/** Only constructors that take numbers unharmed: see sink/frame.ts. */
function madeOf(column: DerivedColumn): { series: Series; expr: Expr } {
  const { name } = column, number = pl.col(name).fillNan(pl.lit(null));
  return { series: pl.Series(name, column.values), expr: exprOf() };

  function exprOf(): Expr {
    switch (column.type) {
      case "float64":
        return number;
      case "int64":
        return number.cast(pl.Int64, true);
      case "time":
        return number.cast(pl.Int64, true).cast(pl.Datetime("ms", "UTC"));
      case "text":
        return column.texts.reduce<Expr>(
          (rest, text, index) => pl.when(pl.col(name).eq(pl.lit(index))).then(pl.lit(text)).otherwise(rest),
          pl.lit(null).cast(pl.Utf8),
        ).alias(name);
    }
  }
}
