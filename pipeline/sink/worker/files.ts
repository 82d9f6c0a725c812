import { bytesByPath } from "../../common/mod.ts";
import type { FrameColumns } from "./column.ts";
import { frameOf } from "./frame.ts";

/** Rows, and how many of them each file gets. Plain data. */
export interface FrameTable {
  readonly columns: FrameColumns;
  /** The rows, file after file. */
  readonly order: Uint32Array;
  readonly rowsOfFiles: readonly number[];
}

/** Makes the Parquet files of tables: for each table the bytes of its files, in the order given. */
export function encodeFiles(tables: readonly FrameTable[]): Promise<Uint8Array<ArrayBuffer>[][]> {
  return Promise.resolve(tables.map(encodeTable));
}

function encodeTable({ columns, order, rowsOfFiles }: FrameTable): Uint8Array<ArrayBuffer>[] {
  const frame = frameOf(columns, order); // one for all rows: building many small ones costs ten times as much
  let start = 0;
  return rowsOfFiles.map((rows) => {
    const part = frame.slice(start, rows);
    start += rows;
    // In memory Polars hands a file over in thousands of pieces: five times as slow, and gigabytes wait to be collected.
    return bytesByPath((path) => part.writeParquet(path, FORMAT));
  });
}

/**
 * For a part of some hundred rows zstd takes half as long again as snappy: it sets tables up for each column again, which cost more than
 * what they compress. `compact` folds parts into files of a date with zstd.
 */
const FORMAT = { compression: "snappy" } as const;
