import pl, { type DataFrame, type DataType, type Expr, type Series } from "nodejs-polars";
import { type CleanReading, FIELDS } from "../reading/mod.ts";
import type { Refused } from "./dead_letter.ts";

// nodejs-polars turns nulls, bigints and dates into wrong values without a word in most of its constructors. Only what follows is used:
// numbers from a Float64Array with NaN for null, whole numbers and time from those by a strict cast, text from an array. All columns are cast
// in one query, as each costs a millisecond. tests/sink/frame_test.ts pins each kind through a written file.

/** Accepted readings as a frame, in the order given: `ts`, `station_id`, the 13 measurements, quality columns, provenance. */
export function silverFrame(rows: readonly CleanReading[]): DataFrame {
  return frameOf(rows, {
    ts: time((row) => row.ts),
    station_id: text((row) => row.station_id),
    ...Object.fromEntries(
      FIELDS.map((field, index) => [field.name, number((row: CleanReading) => row.values[index]!)]),
    ),
    qa_missing_fields: number((row) => row.qa_missing_fields, pl.Int32),
    qa_out_of_range_fields: number((row) => row.qa_out_of_range_fields, pl.Int32),
    validation_notes: text((row) => row.validation_notes),
    no2_status: text((row) => row.no2_status),
    row_validity: text((row) => row.row_validity),
    kafka_partition: number((row) => row.kafka_partition, pl.Int32),
    kafka_offset: number((row) => row.kafka_offset, pl.Int64),
    source_line: number((row) => row.source_line, pl.Int64),
  });
}

/**
 * Refused messages as a frame: provenance, what could be read, every reason, and the value as received: `value_text` where it is
 * UTF-8, else `value_base64`; both null for a tombstone. Each row names the version of the rules that refused it.
 */
export function rejectedFrame(rows: readonly Refused[], ruleSet: string): DataFrame {
  const values = new Map(
    rows.map((row) => [row, row.message.value === null ? [null, null] : textOrBase64(row.message.value)]),
  );
  return frameOf(rows, {
    kafka_partition: number(({ message }) => message.partition, pl.Int32),
    kafka_offset: number(({ message }) => message.offset, pl.Int64),
    source_line: number(({ rejection }) => rejection.source_line, pl.Int64),
    station_id: text(({ rejection }) => rejection.station_id),
    ts: time(({ rejection }) => rejection.ts),
    reason_codes: text(({ rejection }) => [...new Set(rejection.reasons.map((each) => each.code))].join(";")),
    reasons: text(({ rejection }) => JSON.stringify(rejection.reasons)),
    key: text(({ message }) => message.key === null ? null : new TextDecoder().decode(message.key)),
    value_text: text((row) => values.get(row)![0]!),
    value_base64: text((row) => values.get(row)![1]!),
    rule_set: text(() => ruleSet),
  });
}

function textOrBase64(value: Uint8Array): [string | null, string | null] {
  try {
    return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value), null];
  } catch {
    return [null, value.toBase64()];
  }
}

/** A column: its values as Polars takes them unharmed, and what is made of them. */
interface Column<T> {
  series(name: string, rows: readonly T[]): Series;
  cast(column: Expr): Expr;
}

function frameOf<T>(rows: readonly T[], columns: Record<string, Column<T>>): DataFrame {
  const named = Object.entries(columns);
  return pl.DataFrame(named.map(([name, column]) => column.series(name, rows)))
    .select(...named.map(([name, column]) => column.cast(pl.col(name))));
}

function number<T>(value: (row: T) => number | null, type?: DataType): Column<T> {
  return {
    series(name, rows) {
      const numbers = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) numbers[i] = value(rows[i]!) ?? NaN;
      return pl.Series(name, numbers);
    },
    cast(column) {
      const nullable = column.fillNan(pl.lit(null));
      return type === undefined ? nullable : nullable.cast(type, true);
    },
  };
}

function time<T>(epochMs: (row: T) => number | null): Column<T> {
  const whole = number(epochMs, pl.Int64);
  return { ...whole, cast: (column) => whole.cast(column).cast(pl.Datetime("ms", "UTC")) };
}

function text<T>(value: (row: T) => string | null): Column<T> {
  return { series: (name, rows) => pl.Series(name, rows.map(value), pl.Utf8), cast: (column) => column };
}
