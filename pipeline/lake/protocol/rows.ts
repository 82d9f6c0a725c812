import { Buffer } from "node:buffer";
import pl, { type DataFrame, type Expr } from "nodejs-polars";
import { PipelineError } from "../../common/mod.ts";
import { encodeParquet, type FileColumn, type FileColumns } from "../../parquet/mod.ts";
import type { AddFile } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { keyOf } from "./key.ts";
import { originOf, statsOf } from "./stats.ts";
import { FILE_TYPES, type TableDescription } from "./table.ts";

/**
 * Reads a file that a table lists, whole.
 *
 * @throws {PipelineError} `lake_mismatch` where it is missing, is not Parquet, or has other rows than the log says
 */
export async function readRows(store: Store, table: TableDescription, file: AddFile): Promise<DataFrame> {
  const key = keyOf(table, file), bytes = await store.get(key);
  const damaged = (got: string, cause?: unknown) =>
    new PipelineError(
      "lake_mismatch",
      `Cannot read ${key} in ${store.location}: expected the rows that the log lists, got ${got}`,
      {
        hint: "restore the file from a copy, or start with another lake: deno task pipeline",
        cause,
      },
    );
  if (bytes === null) throw damaged("no file");
  let frame: DataFrame;
  try {
    frame = pl.readParquet(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (error) {
    throw damaged(String(error).split("\n")[0]!, error);
  }
  const origin = originOf(file.stats);
  if (origin === null || frame.height !== origin.rows) throw damaged(`${frame.height} rows`);
  const { kafka_offset: offsets } = numbersOf(frame, ["kafka_offset"]);
  if (offsets.some((offset) => offset < origin.offsets[0] || offset > origin.offsets[1])) {
    throw damaged("rows of other offsets");
  }
  return frame;
}

/**
 * Columns of numbers, or of time in milliseconds since 1970, as floats; null as NaN. An Int64 reaches JavaScript as a number or a BigInt by
 * its size, and microseconds can be too many for a float. All columns are asked for at once, as each question costs a millisecond.
 */
export function numbersOf<Name extends string>(frame: DataFrame, names: readonly Name[]): Record<Name, Float64Array> {
  const types = frame.dtypes,
    isTime = new Map(frame.columns.map((name, i) => [name, types[i]!.variant === "Datetime"]));
  const floats = frame.select(...names.map((name) => floatExpr(name, isTime.get(name) ?? false)));
  return Object.fromEntries(
    names.map((name) => [name, floats.getColumn(name).toTypedArray() as Float64Array]),
  ) as Record<Name, Float64Array>;
}

/** To make one takes 0.1 ms, of the same columns again and again. */
const floatExprs = new Map<string, Expr>();

function floatExpr(name: string, isTime: boolean): Expr {
  const key = `${isTime ? "time" : "number"} ${name}`;
  let expr = floatExprs.get(key);
  if (expr === undefined) {
    const whole = isTime ? pl.col(name).cast(pl.Datetime("ms", "UTC")).cast(pl.Int64) : pl.col(name);
    floatExprs.set(key, expr = whole.cast(pl.Float64).fillNull(pl.lit(NaN)).alias(name));
  }
  return expr;
}

/** Rows of a table as plain data. */
export function columnsOf({ columns }: TableDescription, frame: DataFrame): FileColumns {
  const types = Object.entries(columns);
  const numbers = numbersOf(frame, types.filter(([, type]) => type !== "string").map(([name]) => name));
  return Object.fromEntries(types.map(([name, type]): [string, FileColumn] => {
    if (type !== "string") return [name, { type: FILE_TYPES[type], numbers: numbers[name]! }];
    const texts = frame.getColumn(name).toArray() as (string | null)[];
    return [name, { type: "text", numbers: Float64Array.from(texts.keys()), texts }];
  }));
}

/**
 * Rows as a file of a table, and the action that adds it.
 *
 * @param path relative to the table's folder
 * @param like a file of the same partition of the table
 */
export function fileOf(
  columns: FileColumns,
  path: string,
  rows: Uint32Array,
  { partitionValues }: AddFile,
): { bytes: Uint8Array<ArrayBuffer>; add: AddFile } {
  const bytes = encodeParquet(columns, rows), stats = statsOf(columns, rows);
  return { bytes, add: { path, partitionValues, size: bytes.length, modificationTime: 0, dataChange: true, stats } };
}
