import { zstdCompressSync } from "node:zlib";
import { ByteWriter } from "../common/mod.ts";
import type { FileColumn, FileTextColumn } from "./column.ts";
import { bitWidthOf, writeRuns } from "./runs.ts";
import { type ThriftStruct, writeStruct } from "./thrift.ts";
import { numberBytes } from "./number.ts";

// Numbers of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
export const TYPES = { int32: 1, int64: 2, time: 2, float64: 5, text: 6 } as const;
const ENCODINGS = { plain: { i32: 0 }, runs: { i32: 3 }, dictionary: { i32: 8 } } as const;
const CODECS = { none: { i32: 0 }, zstd: { i32: 6 } } as const;
const DATA_PAGE = { i32: 0 }, DICTIONARY_PAGE = { i32: 2 };

/** To compress a smaller column takes longer than it is worth: zstd sets its tables up for each column, which takes about 40 µs. */
const COMPRESSED_FROM_BYTES = 8_192;

// Used again and again, by one column after the other.
const texts = new ByteWriter(), data = new ByteWriter();

/** Appends the rows of one column to a file. @returns what the footer says of them, a `ColumnChunk` */
export function writeChunk(out: ByteWriter, name: string, column: FileColumn, rows: Uint32Array): ThriftStruct {
  texts.clear();
  data.clear();
  const isText = column.type === "text";
  const textCount = isText ? writeTexts(column, rows) : 0;
  if (!isText) writeNumbers(column, rows);
  const isCompressed = texts.length + data.length >= COMPRESSED_FROM_BYTES, values = { i32: rows.length };
  const start = out.length;
  let uncompressed = 0;
  const writePage = (page: ByteWriter, kind: { i32: number }, header: ThriftStruct) => {
    const bytes = isCompressed ? zstdCompressSync(page.view()) : page.view(), from = out.length;
    writeStruct(out, { 1: kind, 2: { i32: page.length }, 3: { i32: bytes.length }, ...header });
    uncompressed += out.length - from + page.length;
    out.append(bytes);
  };
  if (isText) writePage(texts, DICTIONARY_PAGE, { 7: { struct: { 1: { i32: textCount }, 2: ENCODINGS.plain } } });
  const dataStart = out.length, encoding = isText ? ENCODINGS.dictionary : ENCODINGS.plain;
  writePage(data, DATA_PAGE, { 5: { struct: { 1: values, 2: encoding, 3: ENCODINGS.runs, 4: ENCODINGS.runs } } });
  const encodings = isText ? [ENCODINGS.plain, ENCODINGS.runs, encoding] : [ENCODINGS.runs, encoding];
  return {
    2: { i64: dataStart },
    3: {
      struct: {
        1: { i32: TYPES[column.type] },
        2: { list: encodings },
        3: { list: [{ text: name }] },
        4: isCompressed ? CODECS.zstd : CODECS.none,
        5: { i64: rows.length },
        6: { i64: uncompressed },
        7: { i64: out.length - start },
        9: { i64: dataStart },
        ...isText ? { 11: { i64: start } } : {},
      },
    },
  };
}

/** Which rows have a value, and then the values of those. */
function writeNumbers({ type, numbers }: Exclude<FileColumn, FileTextColumn>, rows: Uint32Array): void {
  const isThere = new Uint32Array(rows.length), values = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = numbers[rows[i]!]!;
    if (Number.isNaN(value)) continue;
    isThere[i] = 1;
    values[count++] = value;
  }
  writePresence(isThere);
  data.append(numberBytes(type, values.subarray(0, count)));
}

/** The texts of the rows, each once, and of each row the number of its text. @returns how many texts there are */
function writeTexts({ numbers, texts: all }: FileTextColumn, rows: Uint32Array): number {
  const isThere = new Uint32Array(rows.length), places = new Map<string, number>(), own = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const text = all[numbers[rows[i]!]!]!;
    if (text === null) continue;
    isThere[i] = 1;
    let place = places.get(text);
    if (place === undefined) places.set(text, place = places.size);
    own[count++] = place;
  }
  for (const text of places.keys()) {
    const bytes = new TextEncoder().encode(text);
    texts.int32(bytes.length);
    texts.append(bytes);
  }
  writePresence(isThere);
  const bitWidth = bitWidthOf(places.size);
  data.byte(bitWidth);
  if (count > 0) writeRuns(data, own.subarray(0, count), bitWidth);
  return places.size;
}

function writePresence(isThere: Uint32Array): void {
  data.int32(0);
  writeRuns(data, isThere, 1);
  data.overwriteInt32(0, data.length - 4);
}
