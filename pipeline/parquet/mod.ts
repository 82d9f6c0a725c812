/** Rows as Parquet files, of plain data and without a native library. */
export type { FileColumn, FileColumns, FileTextColumn } from "./column.ts";
export { encodeParquet } from "./file.ts";
