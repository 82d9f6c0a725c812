import pl, { type LazyDataFrame } from "nodejs-polars";
import { FIELDS } from "../reading/mod.ts";
import type { Span, Spans } from "./numbers.ts";
import type { Held } from "../lake/mod.ts";
import { timestampOf } from "./silver.ts";

const MAX_SPANS = 50, HOUR_MS = 3_600_000;
/** Readings of two hours in a row are no further apart, whatever their minutes. */
const LARGEST_STEP_MS = 1.5 * HOUR_MS;

const SENSORS = FIELDS.filter(({ pollutant }) => !pollutant).map(({ name }) => name).join("|");

/**
 * The hours at which all sensors of a station are missing together. An hour without any pollutant either was rejected, so there is no
 * note on it: it counts if the message as received has no value of a sensor.
 */
export function readOutages(silver: Held, rejected: Held): Spans {
  const noted = silver.collect((rows) =>
    rows.filter(pl.col("validation_notes").str.contains("(^|;)joint_outage($|;)"))
      .select("station_id", pl.lit("").alias("field"), "ts", "source_line", pl.lit(0).alias("rejected"))
  );
  const text = pl.col("value_text");
  const values = text.str.replaceAll(new RegExp(`"(${SENSORS})"\\s*:\\s*"?-200(\\.0*)?\\b`), "");
  const refused = rejected.collect((rows) =>
    rows.filter(pl.col("reason_codes").str.contains("no_pollutant", true))
      .filter(values.str.contains(`"(${SENSORS})"\\s*:\\s*"?[-+.0-9]`).not())
      .filter(pl.col("ts").isNotNull().and(pl.col("station_id").isNotNull()))
      .select("station_id", pl.lit("").alias("field"), "ts", "source_line", pl.lit(1).alias("rejected"))
  );
  return spansOf([noted, refused]);
}

/** The hours at which a measurement was noted to stand still. */
export function readFlatlines(silver: Held): Spans {
  const note = pl.col("note");
  return spansOf([
    silver.collect((rows) =>
      rows.filter(pl.col("validation_notes").str.contains("flatline:", true))
        .select("station_id", "ts", "source_line", pl.col("validation_notes").str.split(";").alias("note")).explode(
          "note",
        )
        .filter(note.str.startsWith("flatline:"))
        .select(
          "station_id",
          note.str.extract("^flatline:([a-z0-9_]+)", 1).alias("field"),
          "ts",
          "source_line",
          pl.lit(0).alias("rejected"),
        )
    ),
  ]);
}

/** Rows of a station and field are of one span while they are an hour apart. */
function spansOf(parts: readonly (LazyDataFrame | undefined)[]): Spans {
  const found = parts.filter((part) => part !== undefined);
  if (found.length === 0) return { total: 0, readings: 0, longest: [] };
  const keys = ["station_id", "field"], ms = pl.col("ts").cast(pl.Int64).cast(pl.Float64);
  const line = pl.col("source_line").cast(pl.Float64);
  // What was sent again and rejected again is one hour.
  const spans = pl.concat(found).groupBy([...keys, "ts"]).agg(line.min().alias("line"), pl.col("rejected").min())
    .sort([...keys, "ts"])
    .withColumns(ms.alias("ms"))
    .withColumns(pl.col("ms").sub(pl.col("ms").shift(1).over("station_id", "field")).alias("step"))
    .withColumns(
      pl.col("step").isNull().or(pl.col("step").gt(pl.lit(LARGEST_STEP_MS))).cast(pl.Int64).cumSum().alias("span"),
    )
    .groupBy([...keys, "span"]).agg(
      pl.col("ms").min().alias("from"),
      pl.col("ms").max().alias("to"),
      pl.len().alias("rows"),
      pl.col("rejected").sum().alias("rejected"),
      pl.col("line").min().alias("firstLine"),
      pl.col("line").max().alias("lastLine"),
    ).collectSync().lazy();
  const [counts] = spans.select(pl.len().alias("total"), pl.col("rows").sum().alias("readings")).collectSync()
    .toRecords();
  const longest = spans.sort(["rows", "from", ...keys], [true, false, false, false]).head(MAX_SPANS).collectSync()
    .toRecords();
  return { total: Number(counts!.total), readings: Number(counts!.readings), longest: longest.map(spanOf) };
}

const spanOf = (row: Record<string, unknown>): Span => ({
  station: String(row.station_id),
  field: String(row.field),
  from: timestampOf(row.from)!,
  to: timestampOf(row.to)!,
  readings: Number(row.rows),
  rejected: Number(row.rejected),
  firstLine: row.firstLine as number | null,
  lastLine: row.lastLine as number | null,
});
