import { encodeParquet, type FileColumns } from "../../parquet/mod.ts";

/** Rows, and how many of them each file gets. Plain data. */
export interface FileTable {
  readonly columns: FileColumns;
  /** The rows, file after file. */
  readonly order: Uint32Array;
  readonly rowsOfFiles: readonly number[];
}

/** Makes the Parquet files of tables: for each table the bytes of its files, in the order given. */
export function encodeFiles(tables: readonly FileTable[]): Promise<Uint8Array<ArrayBuffer>[][]> {
  return Promise.resolve(tables.map(encodeTable));
}

function encodeTable({ columns, order, rowsOfFiles }: FileTable): Uint8Array<ArrayBuffer>[] {
  let start = 0;
  return rowsOfFiles.map((rows) => encodeParquet(columns, order.subarray(start, start += rows)));
}
