import {
  type ColumnType,
  FILE_TYPES,
  type LakeAt,
  readTableColumns,
  type TableDescription,
  type TableName,
} from "../lake/mod.ts";
import { dateOf, formatTimestamp } from "../reading/mod.ts";
import type { FileColumn, FileColumns } from "../parquet/mod.ts";
import type { TableRows } from "../sink/mod.ts";
import { textColumn } from "../validate/mod.ts";

/** A table whose columns are the fields of a row, in the order in which messages and files have them. */
export interface TableOf<Row> extends TableDescription {
  readonly name: TableName;
  readonly columns: Readonly<Record<keyof Row & string, ColumnType>>;
}

const entriesOf = <Row>({ columns }: TableOf<Row>) => Object.entries(columns) as [keyof Row & string, ColumnType][];

/** A row as the value of a message: JSON with keys in one order, times as RFC 3339. */
export function encodeRow<Row>(row: Row, table: TableOf<Row>): string {
  const written: Partial<Record<keyof Row, unknown>> = {};
  for (const [name, type] of entriesOf(table)) {
    const value = row[name];
    written[name] = type === "timestamp" && value !== null ? formatTimestamp(value as number) : value;
  }
  return JSON.stringify(written);
}

/** The same for all rows of a table at once, for the Worker: its columns, with times as texts. */
export function messageColumns({ columns }: TableRows): FileColumns {
  const textOf = (ms: number) => Number.isNaN(ms) ? null : formatTimestamp(ms);
  const written = ([name, column]: [string, FileColumn]): [string, FileColumn] =>
    column.type === "time"
      ? [name, { type: "text", ...textColumn(Array.from(column.numbers, textOf)) }]
      : [name, column];
  return Object.fromEntries(Object.entries(columns).map(written));
}

/** A row without an hour stands under the first date of the calendar. */
const NO_DATE = "0001-01-01";

/**
 * Rows of a table that is divided by date, in the order of offsets.
 *
 * @param msOf the time by whose date a row is filed; null for a row without an hour
 */
export function tableRows<Row extends { readonly kafka_offset: number }>(
  rows: readonly Row[],
  table: TableOf<Row>,
  msOf: (row: Row) => number | null,
): TableRows {
  const rowsByKey = Map.groupBy(rows.keys(), (row) => {
    const ms = msOf(rows[row]!);
    return ms === null ? NO_DATE : dateOf(ms);
  });
  const columnOf = (name: keyof Row & string, type: ColumnType): FileColumn => {
    if (type === "string") return { type: "text", ...textColumn(rows.map((row) => row[name] as string | null)) };
    const numbers = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at++) numbers[at] = rows[at]![name] as number | null ?? NaN;
    return { type: FILE_TYPES[type], numbers };
  };
  return {
    table,
    columns: Object.fromEntries(entriesOf(table).map(([name, type]) => [name, columnOf(name, type)])),
    offsets: Float64Array.from(rows, ({ kafka_offset }) => kafka_offset),
    rowsByKey,
  };
}

/**
 * The rows of a table, in the order of partitions and offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of it is damaged
 */
export async function readRows<Row>(lake: LakeAt, table: TableOf<Row>): Promise<Row[]> {
  const names = entriesOf(table), held = await readTableColumns(lake, table.name, names.map(([name]) => name));
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
