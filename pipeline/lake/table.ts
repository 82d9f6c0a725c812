import { FIELDS } from "../reading/mod.ts";
import type { ColumnType, TableDescription } from "./protocol/table.ts";

/** Where a row comes from: every table has it. */
const ORIGIN = { kafka_partition: "integer", kafka_offset: "long" } as const;
const MEASUREMENTS: Record<string, ColumnType> = Object.fromEntries(FIELDS.map(({ name }) => [name, "double"]));

/** Accepted readings, by the UTC date of the reading. */
export const SILVER = {
  name: "silver",
  partitionColumn: "date",
  columns: {
    ts: "timestamp",
    station_id: "string",
    ...MEASUREMENTS,
    qa_missing_fields: "integer",
    qa_out_of_range_fields: "integer",
    validation_notes: "string",
    no2_status: "string",
    row_validity: "string",
    ...ORIGIN,
    source_line: "long",
  },
  compactedOrder: ["station_id", "ts", "kafka_partition", "kafka_offset"],
} as const satisfies TableDescription;

/** Rejected messages, by the first reason. */
export const REJECTED = {
  name: "rejected",
  partitionColumn: "reason",
  columns: {
    ...ORIGIN,
    source_line: "long",
    station_id: "string",
    ts: "timestamp",
    reason_codes: "string",
    reasons: "string",
    key: "string",
    value_text: "string",
    value_base64: "string",
    rule_set: "string",
  },
  compactedOrder: null,
} as const satisfies TableDescription;

/** Forecasts, by the UTC date of the hour that is forecast. */
export const FORECASTS = {
  name: "forecasts",
  partitionColumn: "date",
  columns: {
    station_id: "string",
    origin_ts: "timestamp",
    target_ts: "timestamp",
    target: "string",
    model: "string",
    role: "string",
    model_digest: "string",
    value: "double",
    low: "double",
    high: "double",
    refusal: "string",
    fallback: "string",
    observed: "double",
    error: "double",
    ...ORIGIN,
    oldest_offset: "long",
    raw_partition: "integer",
    raw_offset: "long",
  },
  compactedOrder: null,
} as const satisfies TableDescription;

/** Alarms of drift detectors, by the UTC date of the reading that raised them. */
export const ALARMS = {
  name: "alarms",
  partitionColumn: "date",
  columns: {
    station_id: "string",
    ts: "timestamp",
    detector: "string",
    watched: "string",
    target: "string",
    model: "string",
    model_digest: "string",
    statistic: "double",
    threshold: "double",
    rows: "long",
    watch_digest: "string",
    ...ORIGIN,
    raw_partition: "integer",
    raw_offset: "long",
  },
  compactedOrder: null,
} as const satisfies TableDescription;

/** Every table of a lake. */
export const TABLES = [SILVER, REJECTED, FORECASTS, ALARMS] as const satisfies readonly TableDescription[];

/** The name of a table. */
export type TableName = typeof TABLES[number]["name"];
