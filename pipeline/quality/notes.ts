import pl from "nodejs-polars";
import type { SuspectRow } from "./numbers.ts";
import type { Ask, Row } from "../lake/mod.ts";
import { timestampOf } from "./silver.ts";
import { dayNumber, stationOf } from "./expressions.ts";

const SAMPLE_ROWS = 50;

/** One row a day, station ("" for those not kept), `code` and `field` of a note: `rows`. */
export function readNotes(ask: Ask, kept: readonly string[]): Row[] {
  const note = pl.col("note"), notes = pl.col("validation_notes");
  // Whole texts are counted before they are taken apart: most rows have one of few.
  return ask((silver) =>
    silver.filter(notes.isNotNull()).groupBy([dayNumber(), stationOf(kept), notes]).agg(pl.len().alias("rows"))
      .select(pl.col("day"), pl.col("station"), notes.str.split(";").alias("note"), pl.col("rows")).explode("note")
      .select(
        pl.col("day"),
        pl.col("station"),
        note.str.extract("^([a-z0-9_]+)", 1).alias("code"),
        note.str.extract("^[a-z0-9_]+:([A-Za-z0-9_.-]+)", 1).fillNull(pl.lit("")).alias("field"),
        pl.col("rows"),
      ).groupBy(["day", "station", "code", "field"]).agg(pl.col("rows").sum())
  );
}

/** The first suspect rows in the order of partition and offset. */
export function readSuspectSample(ask: Ask): SuspectRow[] {
  // As floats: an Int64 reaches JavaScript as a number or a BigInt by its size, and no offset is near 2^53.
  return ask((silver) =>
    silver.filter(pl.col("row_validity").eq(pl.lit("suspect"))).select(
      pl.col("kafka_partition").cast(pl.Float64).alias("partition"),
      pl.col("kafka_offset").cast(pl.Float64).alias("offset"),
      pl.col("source_line").cast(pl.Float64),
      pl.col("station_id"),
      pl.col("ts").cast(pl.Int64).cast(pl.Float64),
      pl.col("validation_notes"),
    ).sort(["partition", "offset"]).head(SAMPLE_ROWS)
  ).map((row) => ({
    partition: Number(row.partition),
    offset: Number(row.offset),
    sourceLine: row.source_line as number | null,
    stationId: String(row.station_id),
    ts: timestampOf(row.ts)!,
    notes: String(row.validation_notes ?? "").split(";"),
  }));
}
