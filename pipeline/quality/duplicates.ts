import pl, { type LazyDataFrame } from "nodejs-polars";
import { FIELDS, MISSING_NUMBERS } from "../reading/mod.ts";
import type { Held, Row } from "../lake/mod.ts";
import type { OtherReading, QualityNumbers } from "./numbers.ts";
import { timestampOf } from "./silver.ts";

/** Duplicates that are compared, and those that are listed. */
const MAX_COMPARED = 10_000, MAX_LISTED = 50;

/**
 * The first duplicates in the order of partition and offset, compared with the readings that count: one with other values is no line that
 * was sent again, but a correction, or an hour of a clock that was set back.
 */
export function readDuplicates(silver: Held, rejected: Held): QualityNumbers["duplicates"] {
  const refused = rejected.collect((rows) =>
    rows.filter(
      pl.col("reason_codes").str.contains("duplicate", true).and(pl.col("station_id").isNotNull())
        .and(pl.col("ts").isNotNull()),
    ).sort(["kafka_partition", "kafka_offset"]).head(MAX_COMPARED).select(
      "station_id",
      "ts",
      "value_text",
      pl.col("kafka_partition").alias("partition"),
      pl.col("kafka_offset").alias("offset"),
    )
  );
  const rows = refused === undefined || refused.collectSync().height === 0 ? [] : pairsOf(silver, refused);
  const others = rows.flatMap((row): OtherReading[] => {
    const message = messageOf(row.value_text);
    const index = FIELDS.findIndex(({ name }, index) => {
      const value = measuredOf(message[name], index);
      return value !== null && value !== row[name];
    });
    if (index < 0) return [];
    const { name: field } = FIELDS[index]!;
    const kept = row[field] as number | null, other = message[field] as number;
    return [{ station: String(row.station_id), ts: timestampOf(row.ts)!, field, kept, other }];
  });
  return { compared: rows.length, withOtherValues: others.length, examples: others.slice(0, MAX_LISTED) };
}

/** Each with the reading of its station and timestamp. */
function pairsOf(silver: Held, refused: LazyDataFrame): Row[] {
  const pairs = silver.collect((rows) =>
    rows.join(refused, { on: ["station_id", "ts"], how: "inner" }).sort(["partition", "offset"]).select(
      pl.col("station_id"),
      pl.col("ts").cast(pl.Int64).cast(pl.Float64),
      pl.col("value_text"),
      ...FIELDS.map(({ name }) => pl.col(name)),
    )
  );
  return pairs?.collectSync().toRecords() ?? [];
}

function messageOf(text: unknown): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(String(text));
    return typeof message === "object" && message !== null ? message as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

/** A number that the default rules take for a measured value. */
function measuredOf(value: unknown, index: number): number | null {
  const { min, max } = FIELDS[index]!;
  return typeof value === "number" && value >= min && value <= max && !MISSING_NUMBERS[index]!.includes(value)
    ? value
    : null;
}
