import pl, { type DataFrame, type DataType, type Expr, type Series } from "nodejs-polars";
import { type CleanRows, FIELDS } from "../reading/mod.ts";
import type { Refused } from "./dead_letter.ts";

// nodejs-polars turns nulls, bigints and dates into wrong values without a word in most of its constructors. Only what follows is used:
// numbers from a Float64Array with NaN for null, whole numbers and time from those by a strict cast, text from an array. All columns are cast
// in one query, as each costs a millisecond. tests/sink/frame_test.ts pins each kind through a written file.

/** Accepted readings as a frame, in the order given: `ts`, `station_id`, the 13 measurements, quality columns, provenance. */
export function silverFrame(rows: CleanRows, order: Uint32Array): DataFrame {
  const number = (column: Float64Array, type?: DataType) => numbers(gathered(column, order), type);
  const text = (column: readonly (string | null)[]) => texts(Array.from(order, (row) => column[row]!));
  return frameOf({
    ts: time(gathered(rows.ts, order)),
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

function gathered(column: Float64Array, order: Uint32Array): Float64Array {
  const values = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) values[i] = column[order[i]!]!;
  return values;
}

/**
 * Refused messages as a frame: provenance, what could be read, every reason, and the value as received: `value_text` where it is
 * UTF-8, else `value_base64`; both null for a tombstone. Each row names the version of the rules that refused it.
 */
export function rejectedFrame(rows: readonly Refused[], ruleSet: string): DataFrame {
  const values = rows.map(({ message: { value } }) => value === null ? [null, null] as const : textOrBase64(value));
  const number = (of: (row: Refused) => number | null, type: DataType) => numbers(numbersOf(rows, of), type);
  const text = (of: (row: Refused) => string | null) => texts(rows.map(of));
  return frameOf({
    kafka_partition: number(({ message }) => message.partition, pl.Int32),
    kafka_offset: number(({ message }) => message.offset, pl.Int64),
    source_line: number(({ rejection }) => rejection.source_line, pl.Int64),
    station_id: text(({ rejection }) => rejection.station_id),
    ts: time(numbersOf(rows, ({ rejection }) => rejection.ts)),
    reason_codes: text(({ rejection }) => [...new Set(rejection.reasons.map((each) => each.code))].join(";")),
    reasons: text(({ rejection }) => JSON.stringify(rejection.reasons)),
    key: text(({ message }) => message.key === null ? null : new TextDecoder().decode(message.key)),
    value_text: texts(values.map(([value]) => value)),
    value_base64: texts(values.map(([, value]) => value)),
    rule_set: text(() => ruleSet),
  });
}

const numbersOf = (rows: readonly Refused[], of: (row: Refused) => number | null) =>
  Float64Array.from(rows, (row) => of(row) ?? NaN);

function textOrBase64(value: Uint8Array): readonly [string | null, string | null] {
  try {
    return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value), null];
  } catch {
    return [null, value.toBase64()];
  }
}

/** What gives a column, by its name: a series that Polars takes unharmed, if it needs one, and what is made of it. */
type Column = (name: string) => { readonly series?: Series; readonly expr: Expr };

function frameOf(columns: Record<string, Column>): DataFrame {
  const made = Object.entries(columns).map(([name, column]) => ({ name, ...column(name) }));
  return pl.DataFrame(made.flatMap(({ series }) => series ?? []))
    .select(...made.map(({ name, expr }) => expr.alias(name)));
}

/** NaN stands for null. */
function numbers(values: Float64Array, type?: DataType): Column {
  return (name) => {
    const nullable = pl.col(name).fillNan(pl.lit(null));
    return { series: pl.Series(name, values), expr: type === undefined ? nullable : nullable.cast(type, true) };
  };
}

function time(epochMs: Float64Array): Column {
  return (name) => {
    const { series, expr } = numbers(epochMs, pl.Int64)(name);
    return { series: series!, expr: expr.cast(pl.Datetime("ms", "UTC")) };
  };
}

/**
 * A text takes ten times as long as a number to reach Polars, and most columns of text have few values: then the texts are sent once, with
 * a number for each row.
 */
function texts(values: readonly (string | null)[]): Column {
  return (name) => {
    const found = new Map<string | null, number>();
    const numbers = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      let number = found.get(value);
      if (number === undefined) {
        if (found.size === FEW) return { series: pl.Series(name, values as string[], pl.Utf8), expr: pl.col(name) };
        found.set(value, number = found.size);
      }
      numbers[i] = number;
    }
    const [first, ...others] = [...found.keys()].map((text) => pl.lit(text).cast(pl.Utf8));
    if (others.length === 0) return { expr: first! };
    const expr = others.reduce(
      (rest, text, index) => pl.when(pl.col(name).eq(pl.lit(index + 1))).then(text).otherwise(rest),
      first!,
    );
    return { series: pl.Series(name, numbers), expr };
  };
}

const FEW = 4;
