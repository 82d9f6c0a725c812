import pl, { type DataFrame, type Expr } from "nodejs-polars";
import { type CleanReading, FIELDS } from "../reading/mod.ts";
import type { RejectedRow } from "./content.ts";

/** The rows of a file of silver, one after the other. @throws {Error} at once where a column is not there */
export function silverRows(frame: DataFrame): Iterable<CleanReading> {
  const ts = times(frame), lines = wholes(frame, "source_line");
  const partitions = wholes(frame, "kafka_partition"), offsets = wholes(frame, "kafka_offset");
  const missing = wholes(frame, "qa_missing_fields"), outOfRange = wholes(frame, "qa_out_of_range_fields");
  const stations = texts(frame, "station_id"), notes = texts(frame, "validation_notes");
  const no2 = texts(frame, "no2_status"), validity = texts(frame, "row_validity");
  const columns = FIELDS.map(({ name }) => frame.getColumn(name).toArray() as (number | null)[]);
  return rowsOf(frame.height, (i) => ({
    station_id: stations[i]!,
    ts: ts[i]!,
    values: columns.map((column) => column[i]!),
    qa_missing_fields: missing[i]!,
    qa_out_of_range_fields: outOfRange[i]!,
    validation_notes: notes[i]!,
    no2_status: no2[i] as CleanReading["no2_status"],
    row_validity: validity[i] as CleanReading["row_validity"],
    kafka_partition: partitions[i]!,
    kafka_offset: offsets[i]!,
    source_line: nullable(lines[i]!),
  }));
}

/** The rows of a file of rejected, one after the other. @throws {Error} at once where a column is not there */
export function rejectedRows(frame: DataFrame): Iterable<RejectedRow> {
  const ts = times(frame), lines = wholes(frame, "source_line");
  const partitions = wholes(frame, "kafka_partition"), offsets = wholes(frame, "kafka_offset");
  const stations = texts(frame, "station_id"), keys = texts(frame, "key"), reasons = texts(frame, "reasons");
  const values = texts(frame, "value_text"), encoded = texts(frame, "value_base64");
  // Files of older versions lack it, as their dead letters lack the header.
  const ruleSets = frame.columns.includes("rule_set") ? texts(frame, "rule_set") : [];
  return rowsOf(frame.height, (i) => {
    const base64 = encoded[i] ?? null;
    return {
      partition: partitions[i]!,
      offset: offsets[i]!,
      stationId: stations[i]!,
      ts: nullable(ts[i]!),
      sourceLine: nullable(lines[i]!),
      key: keys[i]!,
      value: base64 === null ? values[i]! : Uint8Array.fromBase64(base64),
      reasons: reasons[i]!,
      ruleSet: ruleSets[i] ?? null,
    };
  });
}

function* rowsOf<Row>(height: number, rowAt: (index: number) => Row): Generator<Row> {
  for (let index = 0; index < height; index++) yield rowAt(index);
}

const nullable = (number: number) => Number.isNaN(number) ? null : number;

const texts = (frame: DataFrame, column: string) => frame.getColumn(column).toArray() as (string | null)[];

/** A column of whole numbers, NaN for null. Polars gives an Int64 as a number or a BigInt, depending on its size. */
const wholes = (frame: DataFrame, column: string) => floats(frame, pl.col(column).cast(pl.Int64));

/** The timestamps in milliseconds since 1970, whatever their unit in the file. */
const times = (frame: DataFrame) => floats(frame, pl.col("ts").cast(pl.Datetime("ms", "UTC")).cast(pl.Int64));

const floats = (frame: DataFrame, expr: Expr) =>
  frame.select(expr.cast(pl.Float64).fillNull(pl.lit(NaN)).alias("own")).getColumn("own")
    .toTypedArray() as Float64Array;
