import pl from "nodejs-polars";
import { z } from "zod";
import { formatTimestamp, REASON_CODES } from "../reading/mod.ts";
import type { ReasonCount, RejectedRow } from "./quality_numbers.ts";
import { type Ask, dayNumber, type Row } from "./quality_query.ts";

const SAMPLE_ROWS = 50;
const SAMPLE_TEXT_CHARS = 200;

/** One row a day: `day` (days since 1970, null where the row has no timestamp), `rows`. */
export function readRejectedDays(ask: Ask): Row[] {
  return ask((rejected) => rejected.groupBy(dayNumber()).agg(pl.len().alias("rows")));
}

/** In the order of `REASON_CODES`; a code that is not in the list comes after. */
export function readReasons(ask: Ask): ReasonCount[] {
  const counts = new Map<string, ReasonCount>();
  for (const row of ask((rejected) => rejected.groupBy(pl.col("reason_codes")).agg(pl.len().alias("rows")))) {
    const [primary, ...others] = new Set(String(row.reason_codes).split(";"));
    for (const code of [primary!, ...others]) {
      const count = counts.get(code) ?? { code, primary: 0, any: 0 };
      counts.set(code, count);
      count.any += Number(row.rows);
      if (code === primary) count.primary += Number(row.rows);
    }
  }
  const rank = (code: string) => {
    const index = (REASON_CODES as readonly string[]).indexOf(code);
    return index < 0 ? REASON_CODES.length : index;
  };
  return [...counts.values()].sort((a, b) => rank(a.code) - rank(b.code) || (a.code < b.code ? -1 : 1));
}

const reasonsSchema = z.array(z.object({ code: z.string(), field: z.string(), expected: z.string(), got: z.string() }));

/** The first rejected rows in the order of partition and offset. */
export function readRejectedSample(ask: Ask): RejectedRow[] {
  // As floats: an Int64 reaches JavaScript as a number or a BigInt by its size, and no offset is near 2^53.
  const partition = pl.col("kafka_partition").cast(pl.Float64).alias("partition");
  const offset = pl.col("kafka_offset").cast(pl.Float64).alias("offset");
  // In two steps, so that the text of all rejected rows is never in memory at once.
  const keys = ask((rejected) => rejected.select(partition, offset).sort(["partition", "offset"]).head(SAMPLE_ROWS));
  const last = keys.at(-1);
  if (last === undefined) return [];
  const isFirst = pl.col("kafka_partition").lt(pl.lit(last.partition)).or(
    pl.col("kafka_partition").eq(pl.lit(last.partition)).and(offset.ltEq(pl.lit(last.offset))),
  );
  return ask((rejected) =>
    rejected.filter(isFirst).select(
      partition,
      offset,
      pl.col("source_line").cast(pl.Float64),
      pl.col("station_id"),
      pl.col("ts").cast(pl.Int64).cast(pl.Float64),
      pl.col("reasons"),
      pl.col("value_text"),
      pl.col("value_base64"),
    ).sort(["partition", "offset"])
  ).map((row) => ({
    partition: Number(row.partition),
    offset: Number(row.offset),
    sourceLine: row.source_line as number | null,
    stationId: row.station_id as string | null,
    ts: row.ts === null ? null : formatTimestamp(Number(row.ts)),
    reasons: reasonsSchema.parse(JSON.parse(String(row.reasons))).map((reason) => ({
      ...reason,
      got: cut(reason.got),
    })),
    value: cutValue(row.value_text ?? row.value_base64),
  }));
}

const cutValue = (value: unknown): string | null => typeof value === "string" ? cut(value) : null;

/** By code points, so that no half of a surrogate pair is left. */
function cut(text: string): string {
  const points = [...text];
  return points.length <= SAMPLE_TEXT_CHARS ? text : `${points.slice(0, SAMPLE_TEXT_CHARS).join("")}…`;
}
