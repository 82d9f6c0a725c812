import { type Column, type ColumnType, REJECTED_COLUMNS, SILVER_COLUMNS } from "./column.ts";

const DTYPES: Record<ColumnType, Record<string, string>> = {
  text: { dtype: "String" },
  float64: { dtype: "Float64" },
  int32: { dtype: "Int32" },
  int64: { dtype: "Int64" },
  time: { dtype: "Datetime", time_unit: "us", time_zone: "UTC" },
};

const table = (path: string, partition: string, columns: readonly Column[]) => ({
  path,
  partition: { name: partition, dtype: "String" },
  columns: columns.map(({ name, type, nullable }) => ({ name, ...DTYPES[type], nullable })),
});

/** The columns of the lake's files in their order, by the names that Polars gives its types. */
export function polarsSchema() {
  return {
    silver: table("silver/date=YYYY-MM-DD/*.parquet", "date", SILVER_COLUMNS),
    rejected: table("rejected/reason=CODE/*.parquet", "reason", REJECTED_COLUMNS),
  };
}
