import pl from "nodejs-polars";
import { z } from "zod";
import { formatTimestamp, REASON_CODES } from "../reading/mod.ts";
import type { QualityNumbers, ReasonCount, RejectedRow } from "./numbers.ts";
import type { Ask, Row } from "../lake/mod.ts";
import { dayNumber, stationOf } from "./expressions.ts";

const SAMPLE_ROWS = 50;
const SAMPLE_TEXT_CHARS = 200;

/** One row a day and station: `day` (days since 1970, null where the row has no timestamp), `station` ("" for those not kept), `rows`. */
export function readRejectedDays(ask: Ask, kept: readonly string[]): Row[] {
  return ask((rejected) => rejected.groupBy([dayNumber(), stationOf(kept)]).agg(pl.len().alias("rows")));
}

/** As {@linkcode readRejectedDays}, by `code` and `field` of each reason as well. */
export function readRejections(ask: Ask, kept: readonly string[]): Row[] {
  const reason = pl.col("reason");
  return ask((rejected) =>
    // Inside a text of the JSON a quote is escaped, so that no value can pass for a reason.
    rejected.select(dayNumber(), stationOf(kept), pl.col("reasons").str.split('{"code":"').alias("reason")).explode(
      "reason",
    )
      .select(
        pl.col("day"),
        pl.col("station"),
        reason.str.extract('^([a-z0-9_]+)","field":"', 1).alias("code"),
        reason.str.extract('^[a-z0-9_]+","field":"([a-z0-9_]{0,40})"', 1).fillNull(pl.lit("other")).alias("field"),
      ).filter(pl.col("code").isNotNull()).groupBy(["day", "station", "code", "field"]).agg(pl.len().alias("rows"))
  );
}

/** In the order of `REASON_CODES`; a code that is not in the list comes after. */
export function readReasons(ask: Ask): Pick<QualityNumbers, "reasons" | "reasonsTogether"> {
  const counts = new Map<string, ReasonCount>(), together = new Map<string, number>();
  for (const row of ask((rejected) => rejected.groupBy(pl.col("reason_codes")).agg(pl.len().alias("rows")))) {
    const [primary, ...others] = new Set(String(row.reason_codes).split(";"));
    const sorted = [primary!, ...others].sort((a, b) => rankOf(a) - rankOf(b));
    for (const [at, first] of sorted.entries()) {
      for (const second of sorted.slice(at + 1)) {
        const pair = `${first};${second}`;
        together.set(pair, (together.get(pair) ?? 0) + Number(row.rows));
      }
    }
    for (const code of [primary!, ...others]) {
      const count = counts.get(code) ?? { code, primary: 0, any: 0 };
      counts.set(code, count);
      count.any += Number(row.rows);
      if (code === primary) count.primary += Number(row.rows);
    }
  }
  return {
    reasons: [...counts.values()].sort((a, b) => rankOf(a.code) - rankOf(b.code) || (a.code < b.code ? -1 : 1)),
    reasonsTogether: [...together].map(([pair, rows]) => {
      const [first, second] = pair.split(";") as [string, string];
      return { first, second, rows };
    }).sort((a, b) => rankOf(a.first) - rankOf(b.first) || rankOf(a.second) - rankOf(b.second)),
  };
}

function rankOf(code: string): number {
  const index = (REASON_CODES as readonly string[]).indexOf(code);
  return index < 0 ? REASON_CODES.length : index;
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
