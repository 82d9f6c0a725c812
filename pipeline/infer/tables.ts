import { FORECASTS } from "../lake/mod.ts";
import { dateOf } from "../reading/mod.ts";
import type { FrameColumn, TableRows } from "../sink/mod.ts";
import { textColumn } from "../validate/mod.ts";
import type { ForecastRow } from "./forecast_row.ts";

/** Rows of the table `forecasts`, in the order of offsets. */
export function forecastTable(rows: readonly ForecastRow[]): TableRows {
  const text = (of: (row: ForecastRow) => string | null): FrameColumn => {
    const { numbers, texts } = textColumn(rows.map(of));
    return { type: "text", numbers, texts };
  };
  const column = (
    type: "float64" | "int32" | "int64" | "time",
    of: (row: ForecastRow) => number | null,
  ): FrameColumn => ({
    type,
    numbers: Float64Array.from(rows, (row) => of(row) ?? NaN),
  });
  const offsets = Float64Array.from(rows, (row) => row.kafka_offset);
  return {
    table: FORECASTS,
    columns: {
      station_id: text((row) => row.station_id),
      origin_ts: column("time", (row) => row.origin_ts),
      target_ts: column("time", (row) => row.target_ts),
      target: text((row) => row.target),
      model: text((row) => row.model),
      role: text((row) => row.role),
      model_digest: text((row) => row.model_digest),
      value: column("float64", (row) => row.value),
      low: column("float64", (row) => row.low),
      high: column("float64", (row) => row.high),
      refusal: text((row) => row.refusal),
      fallback: text((row) => row.fallback),
      observed: column("float64", (row) => row.observed),
      error: column("float64", (row) => row.error),
      kafka_partition: column("int32", (row) => row.kafka_partition),
      kafka_offset: column("int64", (row) => row.kafka_offset),
      oldest_offset: column("int64", (row) => row.oldest_offset),
      raw_partition: column("int32", (row) => row.raw_partition),
      raw_offset: column("int64", (row) => row.raw_offset),
    },
    offsets,
    rowsByKey: byDate(rows),
  };
}

/** A message that was not a clean reading has no hour: its rows stand under the first date of the calendar. */
const NO_DATE = "0001-01-01";

function byDate(rows: readonly ForecastRow[]): Map<string, number[]> {
  const dates = new Map<string, number[]>();
  rows.forEach(({ target_ts }, row) => {
    const date = target_ts === null ? NO_DATE : dateOf(target_ts), own = dates.get(date);
    if (own === undefined) dates.set(date, [row]);
    else own.push(row);
  });
  return dates;
}
