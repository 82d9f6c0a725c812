import { readTableColumns, type Table, type TableName } from "../lake/mod.ts";
import { dateOf, formatTimestamp } from "../reading/mod.ts";
import type { FrameColumn, TableRows } from "../sink/mod.ts";
import { textColumn } from "../validate/mod.ts";

/** The columns of a row, in the order in which messages and files have them: all that writing and reading it needs to know. */
export type RowColumns<Row> = Readonly<Record<keyof Row & string, FrameColumn["type"]>>;

const entriesOf = <Row>(columns: RowColumns<Row>) =>
  Object.entries(columns) as [keyof Row & string, FrameColumn["type"]][];

/** A row as the value of a message: JSON with keys in one order, times as RFC 3339. */
export function encodeRow<Row>(row: Row, columns: RowColumns<Row>): string {
  return JSON.stringify(Object.fromEntries(
    entriesOf(columns).map(([name, type]) => {
      const value = row[name];
      return [name, type === "time" && value !== null ? formatTimestamp(value as number) : value];
    }),
  ));
}

/** A row without an hour stands under the first date of the calendar. */
const NO_DATE = "0001-01-01";

/**
 * Rows of a table that is divided by date, in the order of offsets.
 *
 * @param msOf the time by whose date a row is filed; null for a row without an hour
 */
export function tableOf<Row extends { readonly kafka_offset: number }>(
  table: Table,
  rows: readonly Row[],
  columns: RowColumns<Row>,
  msOf: (row: Row) => number | null,
): TableRows {
  const rowsByKey = Map.groupBy(rows.keys(), (row) => {
    const ms = msOf(rows[row]!);
    return ms === null ? NO_DATE : dateOf(ms);
  });
  const columnOf = (name: keyof Row & string, type: FrameColumn["type"]): FrameColumn => {
    if (type === "text") return { type, ...textColumn(rows.map((row) => row[name] as string | null)) };
    return { type, numbers: Float64Array.from(rows, (row) => row[name] as number | null ?? NaN) };
  };
  return {
    table,
    columns: Object.fromEntries(entriesOf(columns).map(([name, type]) => [name, columnOf(name, type)])),
    offsets: Float64Array.from(rows, ({ kafka_offset }) => kafka_offset),
    rowsByKey,
  };
}

/**
 * The rows of a table, in the order of partitions and offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of it is damaged, `lake_busy`
 */
export async function readRows<Row>(lakeDir: string, table: TableName, columns: RowColumns<Row>): Promise<Row[]> {
  const names = entriesOf(columns), held = await readTableColumns(lakeDir, table, names.map(([name]) => name));
  const valuesOf = (name: string, type: FrameColumn["type"]) => {
    if (type === "text") return held.texts(name);
    return Array.from(
      type === "float64" ? held.floats(name) : held.wholes(name),
      (value) => Number.isNaN(value) ? null : value,
    );
  };
  const values = names.map(([name, type]) => [name, valuesOf(name, type)] as const);
  return Array.from(
    { length: held.rows },
    (_, row) => Object.fromEntries(values.map(([name, own]) => [name, own[row]])) as Row,
  );
}
