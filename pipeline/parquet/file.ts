import { ByteWriter } from "../common/mod.ts";
import { TYPES, writeChunk } from "./chunk.ts";
import type { FileColumn, FileColumns } from "./column.ts";
import { type Thrift, type ThriftStruct, writeStruct } from "./thrift.ts";

/** A column of a row group is one page: more rows would make pages that a reader can only take whole. */
const ROWS_OF_GROUP = 131_072;

const MAGIC = new TextEncoder().encode("PAR1");

// Used again and again, by one file after the other.
const out = new ByteWriter();

/**
 * Rows of columns as a Parquet file. The same rows give the same bytes. Texts are in a dictionary, numbers as they are, a column from 8 KiB
 * on is compressed by zstd; there are no statistics, which the lake has in its logs.
 *
 * @param rows the numbers of the rows that the file gets, in its order
 * @throws {RangeError} where a number does not fit its column's type
 *
 * @example
 * ```ts
 * import { encodeParquet } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const co = { type: "float64", numbers: Float64Array.of(2.6, NaN, 2.2) } as const;
 * const file = encodeParquet({ co }, Uint32Array.of(2, 1));
 * assert.equal(new TextDecoder().decode(file.subarray(0, 4)), "PAR1");
 * ```
 */
export function encodeParquet(columns: FileColumns, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(columns), groups: ThriftStruct[] = [];
  out.clear();
  out.append(MAGIC);
  for (let start = 0; start < rows.length; start += ROWS_OF_GROUP) {
    const own = rows.subarray(start, start + ROWS_OF_GROUP), from = out.length;
    const chunks = entries.map(([name, column]): Thrift => ({ struct: writeChunk(out, name, column, own) }));
    groups.push({ 1: { list: chunks }, 2: { i64: out.length - from }, 3: { i64: own.length } });
  }
  const footerStart = out.length;
  writeStruct(out, {
    1: { i32: 1 },
    2: { list: [{ struct: { 4: { text: "schema" }, 5: { i32: entries.length } } }, ...entries.map(schemaOf)] },
    3: { i64: rows.length },
    4: { list: groups.map((struct) => ({ struct })) },
  });
  out.int32(out.length - footerStart);
  out.append(MAGIC);
  return out.view().slice();
}

const OPTIONAL = { i32: 1 }, NOTHING = { struct: {} };

/** As a `SchemaElement`, with its type both as readers before 2018 know it and as later ones do. */
function schemaOf([name, { type }]: [string, FileColumn]): Thrift {
  const physical = { 1: { i32: TYPES[type] }, 3: OPTIONAL, 4: { text: name } };
  if (type === "text") return { struct: { ...physical, 6: { i32: 0 }, 10: { struct: { 1: NOTHING } } } };
  if (type !== "time") return { struct: physical };
  const microseconds = { struct: { 1: { bool: true }, 2: { struct: { 2: NOTHING } } } } as const;
  return { struct: { ...physical, 6: { i32: 10 }, 10: { struct: { 8: microseconds } } } };
}
