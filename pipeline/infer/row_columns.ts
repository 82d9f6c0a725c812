import { type ColumnType, type LakeAt, readTableColumns, type TableDescription, type TableName } from "../lake/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import type { FileColumn, FileColumns } from "../parquet/mod.ts";
import type { TableRows } from "../sink/mod.ts";
import { textColumn } from "../validate/mod.ts";

/** A table whose columns are the fields of a row, in the order in which messages and files have them. */
export interface TableOf<Row> extends TableDescription {
  readonly name: TableName;
  readonly columns: Readonly<Record<keyof Row & string, ColumnType>>;
}

/** The columns of a table, in their order. */
export const columnsOf = <Row>({ columns }: TableOf<Row>) =>
  Object.entries(columns) as [keyof Row & string, ColumnType][];

/** A row as the value of a message: JSON with keys in one order, times as RFC 3339. */
export function encodeRow<Row>(row: Row, table: TableOf<Row>): string {
  const written: Partial<Record<keyof Row, unknown>> = {};
  for (const [name, type] of columnsOf(table)) {
    const value = row[name];
    written[name] = type === "timestamp" && value !== null ? formatTimestamp(value as number) : value;
  }
  return JSON.stringify(written);
}

/** The same for the first rows of a table at once, for the Worker: its columns, with times as texts. */
export function messageColumns({ columns }: TableRows, rows: number): FileColumns {
  const texts = new Map<number, string | null>([[NaN, null]]);
  const textOf = (ms: number) => {
    let text = texts.get(ms);
    if (text === undefined) texts.set(ms, text = formatTimestamp(ms));
    return text;
  };
  const written = ([name, column]: [string, FileColumn]): [string, FileColumn] =>
    column.type === "time"
      ? [name, { type: "text", ...textColumn(Array.from(column.numbers.subarray(0, rows), textOf)) }]
      : [name, column];
  return Object.fromEntries(Object.entries(columns).map(written));
}

/**
 * The rows of a table, in the order of partitions and offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of it is damaged
 */
export async function readRows<Row>(lake: LakeAt, table: TableOf<Row>): Promise<Row[]> {
  const names = columnsOf(table), held = await readTableColumns(lake, table.name, names.map(([name]) => name));
  const valuesOf = (name: string, type: ColumnType) => {
    if (type === "string") return held.texts(name);
    return Array.from(
      type === "double" ? held.floats(name) : held.wholes(name),
      (value) => Number.isNaN(value) ? null : value,
    );
  };
  const values = names.map(([name, type]) => [name, valuesOf(name, type)] as const);
  return Array.from(
    { length: held.rows },
    (_, row) => Object.fromEntries(values.map(([name, own]) => [name, own[row]])) as Row,
  );
}
