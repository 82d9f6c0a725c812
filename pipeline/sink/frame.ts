import pl, { type DataFrame, type DataType } from "nodejs-polars";
import { type CleanReading, FIELDS } from "../reading/mod.ts";
import type { Refused } from "./dead_letter.ts";

// nodejs-polars turns nulls, bigints and dates into wrong values without a word in most of its constructors. Only what follows is used:
// floats from a Float64Array with NaN for null, whole numbers from those by a strict cast, int64 and time from a BigInt64Array, text
// from an array. tests/sink/frame_test.ts pins each of them through a written file.

/** Accepted readings as a frame, in the order given: `ts`, `station_id`, the 13 measurements, quality columns, provenance. */
export function silverFrame(rows: readonly CleanReading[]): DataFrame {
  return pl.DataFrame([
    time("ts", rows, (row) => row.ts),
    text("station_id", rows, (row) => row.station_id),
    ...FIELDS.map((field, index) => float(field.name, rows, (row) => row.values[index]!)),
    whole("qa_missing_fields", pl.Int32, rows, (row) => row.qa_missing_fields),
    whole("qa_out_of_range_fields", pl.Int32, rows, (row) => row.qa_out_of_range_fields),
    text("validation_notes", rows, (row) => row.validation_notes),
    text("no2_status", rows, (row) => row.no2_status),
    text("row_validity", rows, (row) => row.row_validity),
    whole("kafka_partition", pl.Int32, rows, (row) => row.kafka_partition),
    whole("kafka_offset", pl.Int64, rows, (row) => row.kafka_offset),
    whole("source_line", pl.Int64, rows, (row) => row.source_line),
  ]);
}

/**
 * Refused messages as a frame: provenance, what could be read, every reason, and the value as received: `value_text` where it is
 * UTF-8, else `value_base64`; both null for a tombstone. Each row names the version of the rules that refused it.
 */
export function rejectedFrame(rows: readonly Refused[], ruleSet: string): DataFrame {
  const values = rows.map(({ message }) => message.value === null ? [null, null] : textOrBase64(message.value));
  return pl.DataFrame([
    whole("kafka_partition", pl.Int32, rows, ({ message }) => message.partition),
    whole("kafka_offset", pl.Int64, rows, ({ message }) => message.offset),
    whole("source_line", pl.Int64, rows, ({ rejection }) => rejection.source_line),
    text("station_id", rows, ({ rejection }) => rejection.station_id),
    time("ts", rows, ({ rejection }) => rejection.ts),
    text("reason_codes", rows, ({ rejection }) => [...new Set(rejection.reasons.map((each) => each.code))].join(";")),
    text("reasons", rows, ({ rejection }) => JSON.stringify(rejection.reasons)),
    text("key", rows, ({ message }) => message.key === null ? null : new TextDecoder().decode(message.key)),
    text("value_text", values, ([plain]) => plain!),
    text("value_base64", values, ([, encoded]) => encoded!),
    text("rule_set", rows, () => ruleSet),
  ]);
}

function textOrBase64(value: Uint8Array): [string | null, string | null] {
  try {
    return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value), null];
  } catch {
    return [null, value.toBase64()];
  }
}

function float<T>(name: string, rows: readonly T[], value: (row: T) => number | null) {
  const numbers = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) numbers[i] = value(rows[i]!) ?? NaN;
  const series = pl.Series(name, numbers);
  return pl.DataFrame([series]).select(pl.col(name).fillNan(pl.lit(null))).getColumn(name);
}

function whole<T>(name: string, type: DataType, rows: readonly T[], value: (row: T) => number | null) {
  return float(name, rows, value).cast(type, true);
}

function time<T>(name: string, rows: readonly T[], epochMs: (row: T) => number | null) {
  return whole(name, pl.Int64, rows, epochMs).cast(pl.Datetime("ms", "UTC"));
}

function text<T>(name: string, rows: readonly T[], value: (row: T) => string | null) {
  return pl.Series(name, rows.map(value), pl.Utf8);
}
