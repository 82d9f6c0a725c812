import { Buffer } from "node:buffer";
import pl, { type DataFrame } from "nodejs-polars";
import { bytesByPath, PipelineError } from "../../common/mod.ts";
import type { AddFile } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { keyOf } from "./key.ts";
import { type NumberColumn, originOf, statsOf } from "./stats.ts";
import type { TableDescription } from "./table.ts";

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
  const floats = frame.select(...names.map((name) => {
    const isTime = frame.getColumn(name).dtype.toString().startsWith("Datetime");
    const whole = isTime ? pl.col(name).cast(pl.Datetime("ms", "UTC")).cast(pl.Int64) : pl.col(name);
    return whole.cast(pl.Float64).fillNull(pl.lit(NaN)).alias(name);
  }));
  return Object.fromEntries(
    names.map((name) => [name, floats.getColumn(name).toTypedArray() as Float64Array]),
  ) as Record<Name, Float64Array>;
}

/**
 * Rows as a file of a table, and the action that adds it.
 *
 * @param path relative to the table's folder
 * @param like a file of the same partition of the table
 */
export function fileOf(
  table: TableDescription,
  path: string,
  rows: DataFrame,
  like: AddFile,
): { bytes: Uint8Array<ArrayBuffer>; add: AddFile } {
  const bytes = bytesByPath((path) => rows.rechunk().writeParquet(path, { compression: "zstd" }));
  const types = Object.entries(table.columns).filter((column): column is [string, NumberColumn["type"]] =>
    column[1] !== "string"
  );
  const numbers = numbersOf(rows, types.map(([name]) => name));
  const columns = types.map(([name, type]) => ({ name, type, numbers: numbers[name]! }));
  const every = Uint32Array.from({ length: rows.height }, (_, row) => row);
  const { partitionValues } = like;
  const add = {
    path,
    partitionValues,
    size: bytes.length,
    modificationTime: 0,
    dataChange: true,
    stats: statsOf(columns, every),
  };
  return { bytes, add };
}
