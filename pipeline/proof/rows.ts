import type { DataFrame } from "nodejs-polars";
import { numbersOf } from "../lake/mod.ts";
import { type CleanReading, FIELDS } from "../reading/mod.ts";
import type { RejectedRow } from "./content.ts";

const ORIGIN = ["kafka_partition", "kafka_offset", "source_line", "ts"] as const;
const FIELD_NAMES: readonly string[] = FIELDS.map(({ name }) => name);
const QUALITY = ["qa_missing_fields", "qa_out_of_range_fields"] as const;

type Numbers = Record<typeof ORIGIN[number], Float64Array>;

/** The rows of a file, one after the other, and the place of each in the raw topic. */
export interface FileRows<Row> {
  readonly rows: Iterable<Row>;
  readonly partitions: Float64Array;
  readonly offsets: Float64Array;
}

/** The rows of a file of silver. @throws {Error} at once where a column is not there */
export function silverRows(frame: DataFrame): FileRows<CleanReading> {
  // In one call, as each takes a millisecond.
  const numbers: Record<string, Float64Array> = numbersOf(frame, [...ORIGIN, ...QUALITY, ...FIELD_NAMES]);
  const values = FIELD_NAMES.map((name) => numbers[name]!);
  const stations = texts(frame, "station_id"), notes = texts(frame, "validation_notes");
  const no2 = texts(frame, "no2_status"), validity = texts(frame, "row_validity");
  return fileRows(numbers as Numbers, (i) => ({
    station_id: stations[i]!,
    ts: numbers.ts![i]!,
    values: values.map((column) => nullable(column[i]!)),
    qa_missing_fields: numbers.qa_missing_fields![i]!,
    qa_out_of_range_fields: numbers.qa_out_of_range_fields![i]!,
    validation_notes: notes[i]!,
    no2_status: no2[i] as CleanReading["no2_status"],
    row_validity: validity[i] as CleanReading["row_validity"],
    kafka_partition: numbers.kafka_partition![i]!,
    kafka_offset: numbers.kafka_offset![i]!,
    source_line: nullable(numbers.source_line![i]!),
  }));
}

/** The rows of a file of rejected. @throws {Error} at once where a column is not there */
export function rejectedRows(frame: DataFrame): FileRows<RejectedRow> {
  const numbers = numbersOf(frame, ORIGIN);
  const stations = texts(frame, "station_id"), keys = texts(frame, "key"), reasons = texts(frame, "reasons");
  const values = texts(frame, "value_text"), encoded = texts(frame, "value_base64");
  // Files of older versions lack it, as their dead letters lack the header.
  const ruleSets = frame.columns.includes("rule_set") ? texts(frame, "rule_set") : [];
  return fileRows(numbers, (i) => {
    const base64 = encoded[i] ?? null;
    return {
      partition: numbers.kafka_partition[i]!,
      offset: numbers.kafka_offset[i]!,
      stationId: stations[i]!,
      ts: nullable(numbers.ts[i]!),
      sourceLine: nullable(numbers.source_line[i]!),
      key: keys[i]!,
      value: base64 === null ? values[i]! : Uint8Array.fromBase64(base64),
      reasons: reasons[i]!,
      ruleSet: ruleSets[i] ?? null,
    };
  });
}

function fileRows<Row>(
  { kafka_partition: partitions, kafka_offset: offsets }: Numbers,
  rowAt: (index: number) => Row,
): FileRows<Row> {
  return { rows: offsets.keys().map(rowAt), partitions, offsets };
}

const nullable = (number: number) => Number.isNaN(number) ? null : number;

const texts = (frame: DataFrame, column: string) => frame.getColumn(column).toArray() as (string | null)[];
