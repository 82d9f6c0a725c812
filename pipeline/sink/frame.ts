import pl, { type DataFrame, type DataType, type Expr, type Series } from "nodejs-polars";
import { type CleanRows, FIELDS } from "../reading/mod.ts";
import type { Refused } from "./dead_letter.ts";

// nodejs-polars turns nulls, bigints and dates into wrong values without a word in most of its constructors. Only what follows is used:
// numbers from a Float64Array with NaN for null, whole numbers and time from those by a strict cast, text from an array. All columns are cast
// in one query, as each costs a millisecond. tests/sink/frame_test.ts pins each kind through a written file.

/** Accepted readings as a frame, in the order given: `ts`, `station_id`, the 13 measurements, quality columns, provenance. */
export function silverFrame(rows: CleanRows, order: readonly number[]): DataFrame {
  const number = (column: Float64Array, type?: DataType) => numberColumn<number>((row) => column[row]!, type);
  const text = (column: readonly (string | null)[]) => textColumn<number>((row) => column[row]!);
  return frameOf(order, {
    ts: timeColumn<number>((row) => rows.ts[row]!),
    station_id: text(rows.stationIds),
    ...Object.fromEntries(FIELDS.map(({ name }, index) => [name, number(rows.values[index]!)])),
    qa_missing_fields: number(rows.missing, pl.Int32),
    qa_out_of_range_fields: number(rows.outOfRange, pl.Int32),
    validation_notes: text(rows.notes),
    no2_status: text(rows.no2Status),
    row_validity: text(rows.rowValidity),
    kafka_partition: number(rows.partitions, pl.Int32),
    kafka_offset: number(rows.offsets, pl.Int64),
    source_line: number(rows.sourceLines, pl.Int64),
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
    kafka_partition: numberColumn(({ message }) => message.partition, pl.Int32),
    kafka_offset: numberColumn(({ message }) => message.offset, pl.Int64),
    source_line: numberColumn(({ rejection }) => rejection.source_line, pl.Int64),
    station_id: textColumn(({ rejection }) => rejection.station_id),
    ts: timeColumn(({ rejection }) => rejection.ts),
    reason_codes: textColumn(({ rejection }) => [...new Set(rejection.reasons.map((each) => each.code))].join(";")),
    reasons: textColumn(({ rejection }) => JSON.stringify(rejection.reasons)),
    key: textColumn(({ message }) => message.key === null ? null : new TextDecoder().decode(message.key)),
    value_text: textColumn((row) => values.get(row)![0]!),
    value_base64: textColumn((row) => values.get(row)![1]!),
    rule_set: textColumn(() => ruleSet),
  });
}

function textOrBase64(value: Uint8Array): [string | null, string | null] {
  try {
    return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value), null];
  } catch {
    return [null, value.toBase64()];
  }
}

/** What is made of the values of a column: a series that Polars takes unharmed, if it needs one, and the expression that gives the column. */
type Column<T> = (name: string, rows: readonly T[]) => { readonly series?: Series; readonly expr: Expr };

function frameOf<T>(rows: readonly T[], columns: Record<string, Column<T>>): DataFrame {
  const made = Object.entries(columns).map(([name, column]) => ({ name, ...column(name, rows) }));
  return pl.DataFrame(made.flatMap(({ series }) => series ?? []))
    .select(...made.map(({ name, expr }) => expr.alias(name)));
}

function numberColumn<T>(value: (row: T) => number | null, type?: DataType): Column<T> {
  return (name, rows) => {
    const numbers = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) numbers[i] = value(rows[i]!) ?? NaN;
    const nullable = pl.col(name).fillNan(pl.lit(null));
    return { series: pl.Series(name, numbers), expr: type === undefined ? nullable : nullable.cast(type, true) };
  };
}

function timeColumn<T>(epochMs: (row: T) => number | null): Column<T> {
  const whole = numberColumn(epochMs, pl.Int64);
  return (name, rows) => {
    const { series, expr } = whole(name, rows);
    return { series: series!, expr: expr.cast(pl.Datetime("ms", "UTC")) };
  };
}

/** A text takes ten times as long as a number to reach Polars, and many columns of text say the same in each row: then one is enough. */
function textColumn<T>(value: (row: T) => string | null): Column<T> {
  return (name, rows) => {
    const texts = rows.map(value);
    if (texts.every((text) => text === texts[0])) return { expr: pl.lit(texts[0]).cast(pl.Utf8) };
    return { series: pl.Series(name, texts, pl.Utf8), expr: pl.col(name) };
  };
}
