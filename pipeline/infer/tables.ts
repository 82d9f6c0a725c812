import { ALARMS, FORECASTS } from "../lake/mod.ts";
import { dateOf } from "../reading/mod.ts";
import type { FrameColumn, TableRows } from "../sink/mod.ts";
import { textColumn } from "../validate/mod.ts";
import type { AlarmRow } from "./alarm_row.ts";
import type { ForecastRow } from "./forecast_row.ts";

/** Rows of the table `forecasts`, in the order of offsets. */
export function forecastTable(rows: readonly ForecastRow[]): TableRows {
  const { text, column, offsets } = columnsOf(rows);
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
    rowsByKey: byDate(rows, ({ target_ts }) => target_ts),
  };
}

/** Rows of the table `alarms`, in the order of offsets. */
export function alarmTable(rows: readonly AlarmRow[]): TableRows {
  const { text, column, offsets } = columnsOf(rows);
  return {
    table: ALARMS,
    columns: {
      station_id: text((row) => row.station_id),
      ts: column("time", (row) => row.ts),
      detector: text((row) => row.detector),
      watched: text((row) => row.watched),
      target: text((row) => row.target),
      model: text((row) => row.model),
      model_digest: text((row) => row.model_digest),
      statistic: column("float64", (row) => row.statistic),
      threshold: column("float64", (row) => row.threshold),
      rows: column("int64", (row) => row.rows),
      watch_digest: text((row) => row.watch_digest),
      kafka_partition: column("int32", (row) => row.kafka_partition),
      kafka_offset: column("int64", (row) => row.kafka_offset),
      raw_partition: column("int32", (row) => row.raw_partition),
      raw_offset: column("int64", (row) => row.raw_offset),
    },
    offsets,
    rowsByKey: byDate(rows, ({ ts }) => ts),
  };
}

function columnsOf<Row extends { readonly kafka_offset: number }>(rows: readonly Row[]) {
  return {
    text(of: (row: Row) => string | null): FrameColumn {
      const { numbers, texts } = textColumn(rows.map(of));
      return { type: "text", numbers, texts };
    },
    column: (type: "float64" | "int32" | "int64" | "time", of: (row: Row) => number | null): FrameColumn => ({
      type,
      numbers: Float64Array.from(rows, (row) => of(row) ?? NaN),
    }),
    offsets: Float64Array.from(rows, (row) => row.kafka_offset),
  };
}

/** A message that was not a clean reading has no hour: its rows stand under the first date of the calendar. */
const NO_DATE = "0001-01-01";

function byDate<Row>(rows: readonly Row[], msOf: (row: Row) => number | null): Map<string, number[]> {
  const dates = new Map<string, number[]>();
  rows.forEach((each, row) => {
    const ms = msOf(each), date = ms === null ? NO_DATE : dateOf(ms), own = dates.get(date);
    if (own === undefined) dates.set(date, [row]);
    else own.push(row);
  });
  return dates;
}
