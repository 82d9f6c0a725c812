import type { DerivedColumn } from "../lake/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import { type FieldName, type HourlySeries, timestampMs } from "../series/mod.ts";
import { FILL_METHODS, fillGaps, type FillRule } from "./fill.ts";
import type { Aggregate } from "./regulatory.ts";

/** A filled view as a table: every hour a row; beside each measurement a column that says how an hour was filled, null where it was not. */
export function filledColumns(series: HourlySeries, rule: FillRule): DerivedColumn[] {
  return [
    stationColumn(series.stationId, series.length),
    {
      name: "ts",
      type: "time",
      values: Float64Array.from({ length: series.length }, (_, index) => timestampMs(series, index)),
    },
    ...FIELDS.flatMap(({ name }): DerivedColumn[] => {
      const { values, methods } = fillGaps(series.fields[name as FieldName], rule);
      return [{ name, type: "float64", values }, {
        name: `${name}_fill`,
        type: "text",
        values: methods,
        texts: FILL_METHODS,
      }];
    }),
  ];
}

/** The regulatory view as a table: a row an aggregate. */
export function regulatoryColumns(stationId: string, rows: readonly Aggregate[]): DerivedColumn[] {
  const numbers = (
    name: string,
    type: "float64" | "int64" | "time",
    of: (row: Aggregate) => number,
  ): DerivedColumn => ({
    name,
    type,
    values: Float64Array.from(rows, of),
  });
  const texts = (name: string, of: (row: Aggregate) => string): DerivedColumn => {
    const values = rows.map(of), distinct = [...new Set(values)];
    return {
      name,
      type: "text",
      values: Float64Array.from(values, (value) => distinct.indexOf(value)),
      texts: distinct,
    };
  };
  return [
    stationColumn(stationId, rows.length),
    texts("period", ({ period }) => period),
    numbers("ts", "time", ({ startMs }) => startMs),
    texts("field", ({ field }) => field),
    texts("statistic", ({ statistic }) => statistic),
    numbers("value", "float64", ({ value }) => value ?? NaN),
    numbers("valid", "int64", ({ valid }) => valid),
    numbers("of", "int64", ({ of }) => of),
    numbers("valid_share", "float64", ({ valid, of }) => valid / of),
    texts("sufficient", ({ sufficient }) => sufficient ? "yes" : "no"),
  ];
}

const stationColumn = (stationId: string, length: number): DerivedColumn => ({
  name: "station_id",
  type: "text",
  values: new Float64Array(length),
  texts: [stationId],
});
