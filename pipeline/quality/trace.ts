import pl, { type Expr, type LazyDataFrame } from "nodejs-polars";
import { z } from "zod";
import { PipelineError } from "../common/mod.ts";
import { FIELDS, formatTimestamp, type ReasonCode } from "../reading/mod.ts";
import { type Ask, type LakeAt, placeOf, readLake, type Row, rowsOf } from "../lake/mod.ts";

/** Which rows are meant: those for which all that is given holds. */
export interface TraceQuery {
  /** Rejected with this reason, among others; with `field`: about that field. */
  readonly rule?: ReasonCode | undefined;
  /** Accepted with this note; with `field`: about that field. */
  readonly note?: string | undefined;
  readonly field?: string | undefined;
  /** What became of them; `accepted` is `valid` or `suspect`. */
  readonly outcome?: "accepted" | "valid" | "suspect" | "rejected" | undefined;
  /** Accepted without a value of this measurement, or, where it is `any`, of at least one: it was missing, or out of range. */
  readonly missing?: string | undefined;
  /** Accepted with a value of this measurement that is larger. */
  readonly over?: { readonly field: string; readonly value: number } | undefined;
  readonly station?: string | undefined;
  /** First and last UTC date of the reading, `YYYY-MM-DD`, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Hour of the day, 0 to 23. */
  readonly hour?: number | undefined;
  /** 0 is Monday, 6 is Sunday. */
  readonly weekday?: number | undefined;
  /** 1-based line of the source file. */
  readonly line?: number | undefined;
  /** Place in the raw topic. */
  readonly at?: { readonly partition: number; readonly offset: number } | undefined;
  /** At most so many rows, the first by partition and offset. */
  readonly limit: number;
}

/** A row of the lake and where it comes from. */
export interface TracedRow {
  readonly kind: "accepted" | "rejected";
  /** 1-based line of the source file; null where the message named none. */
  readonly sourceLine: number | null;
  readonly partition: number;
  readonly offset: number;
  readonly stationId: string | null;
  /** RFC 3339; null where it could not be read. */
  readonly ts: string | null;
  /** Why it was rejected; empty where it was accepted. */
  readonly reasons: readonly { code: string; field: string; expected: string; got: string }[];
  /** What was noted where it was accepted. */
  readonly notes: readonly string[];
  /** Measurements without a value where it was accepted. */
  readonly missing: readonly string[];
  /** A rejected message's value as received, base64 where it is no UTF-8; null for a tombstone and for accepted rows, of which the lake holds the reading only. */
  readonly value: string | null;
}

/** The rows that were found, and how many there are in all. */
export interface Trace {
  readonly rows: readonly TracedRow[];
  readonly total: number;
}

/**
 * Finds rows of a lake by why they were rejected or noted, or by where they come from. Only the rows that are given back are ever in
 * memory with their values.
 *
 * @throws {PipelineError} `lake_mismatch` where a file is damaged or has an unexpected form
 *
 * @example
 * ```ts
 * import { traceRows } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await traceRows("no such folder", { line: 17, limit: 20 }), { rows: [], total: 0 });
 * ```
 */
export function traceRows(lake: LakeAt, query: TraceQuery): Promise<Trace> {
  return readLake(lake, ["silver", "rejected"], (snapshot) => {
    try {
      const { rule, note, missing, over, outcome } = query;
      const isOfSilver = [note, missing, over].some((each) => each !== undefined) ||
        (outcome ?? "rejected") !== "rejected";
      const isOfRejected = rule !== undefined || outcome === "rejected";
      const rejected = isOfSilver ? () => [] : rowsOf(snapshot, "rejected");
      const silver = isOfRejected ? () => [] : rowsOf(snapshot, "silver");
      const found = [
        find(rejected, rejectedFilters(query), REJECTED_COLUMNS, query.limit),
        find(silver, silverFilters(query), SILVER_COLUMNS, query.limit),
      ];
      const rows = [...found[0]!.rows.map(rejectedRow), ...found[1]!.rows.map(acceptedRow)]
        .sort((a, b) => a.partition - b.partition || a.offset - b.offset).slice(0, query.limit);
      return { rows, total: found[0]!.total + found[1]!.total };
    } catch (cause) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot trace rows of ${placeOf(lake)}: a file is damaged or has an unexpected form`,
        {
          hint:
            "the log in data/logs names the file: restore it from a copy, or make the lake again: deno task pipeline",
          cause,
        },
      );
    }
  });
}

// As floats: an Int64 reaches JavaScript as a number or a BigInt by its size, and no offset is near 2^53.
const PARTITION = pl.col("kafka_partition").cast(pl.Float64).alias("partition");
const OFFSET = pl.col("kafka_offset").cast(pl.Float64).alias("offset");
const PROVENANCE = [
  PARTITION,
  OFFSET,
  pl.col("source_line").cast(pl.Float64),
  pl.col("station_id"),
  pl.col("ts").cast(pl.Int64).cast(pl.Float64),
];
const REJECTED_COLUMNS = [...PROVENANCE, pl.col("reasons"), pl.col("value_text"), pl.col("value_base64")];
const MISSING = FIELDS.map(({ name }) => pl.col(name).isNull().alias(name));
const SILVER_COLUMNS = [...PROVENANCE, pl.col("validation_notes"), ...MISSING];

/** In two steps, so that of the rows that match only as many as are wanted are ever in memory whole. */
function find(
  ask: Ask,
  filters: readonly Expr[],
  columns: readonly Expr[],
  limit: number,
): { rows: Row[]; total: number } {
  const matching = (rows: LazyDataFrame) => filters.reduce((left, filter) => left.filter(filter), rows);
  const [count] = ask((rows) => matching(rows).select(pl.len().alias("total")));
  const total = Number(count?.total ?? 0);
  if (total === 0) return { rows: [], total };
  const order = ["partition", "offset"];
  const last = ask((rows) => matching(rows).select(PARTITION, OFFSET).sort(order).head(limit)).at(-1)!;
  const isFirst = pl.col("kafka_partition").lt(pl.lit(last.partition)).or(
    pl.col("kafka_partition").eq(pl.lit(last.partition)).and(pl.col("kafka_offset").ltEq(pl.lit(last.offset))),
  );
  return { rows: ask((rows) => matching(rows).filter(isFirst).select(...columns).sort(order)), total };
}

function rejectedFilters({ rule, field, ...query }: TraceQuery): Expr[] {
  const filters = commonFilters(query);
  // Inside a text of the JSON a quote is escaped, so that no value can pass for a reason.
  const code = rule === undefined ? "" : `"code":${JSON.stringify(rule)},`;
  const named = field === undefined ? "" : `"field":${JSON.stringify(field)},`;
  if (code + named !== "") filters.push(pl.col("reasons").str.contains(code + named, true));
  return filters;
}

function silverFilters({ note, field, outcome, missing, over, ...query }: TraceQuery): Expr[] {
  const filters = commonFilters(query);
  if (outcome === "valid" || outcome === "suspect") filters.push(pl.col("row_validity").eq(pl.lit(outcome)));
  if (missing !== undefined) {
    filters.push(missing === "any" ? MISSING.reduce((any, each) => any.or(each)) : pl.col(missing).isNull());
  }
  if (over !== undefined) filters.push(pl.col(over.field).gt(pl.lit(over.value)));
  if (note !== undefined || field !== undefined) {
    const code = note === undefined ? "[a-z_]+" : escaped(note),
      named = field === undefined ? "" : `:${escaped(field)}`;
    filters.push(pl.col("validation_notes").str.contains(`(^|;)${code}${named}($|[;:=])`));
  }
  return filters;
}

const escaped = (text: string) => text.replaceAll(/[^A-Za-z0-9_]/g, "\\$&");

const DAY_MS = 86_400_000;

type Where = Pick<TraceQuery, "station" | "from" | "to" | "hour" | "weekday" | "line" | "at">;

function commonFilters({ station, from, to, hour, weekday, line, at }: Where): Expr[] {
  const filters: Expr[] = [];
  if (station !== undefined) filters.push(pl.col("station_id").eq(pl.lit(station)));
  if (line !== undefined) filters.push(pl.col("source_line").eq(pl.lit(line)));
  if (at !== undefined) {
    filters.push(pl.col("kafka_partition").eq(pl.lit(at.partition)), pl.col("kafka_offset").eq(pl.lit(at.offset)));
  }
  const timestampMs = pl.col("ts").cast(pl.Int64);
  if (from !== undefined) filters.push(timestampMs.gtEq(pl.lit(Date.parse(from))));
  if (to !== undefined) filters.push(timestampMs.lt(pl.lit(Date.parse(to) + DAY_MS)));
  if (hour !== undefined) filters.push(pl.col("ts").dt.hour().eq(pl.lit(hour)));
  if (weekday !== undefined) filters.push(pl.col("ts").dt.weekday().eq(pl.lit(weekday + 1)));
  return filters;
}

const REASONS = z.array(z.object({ code: z.string(), field: z.string(), expected: z.string(), got: z.string() }));

const rejectedRow = (row: Row): TracedRow => ({
  ...provenanceOf(row),
  kind: "rejected",
  reasons: REASONS.parse(JSON.parse(String(row.reasons))),
  notes: [],
  missing: [],
  value: (row.value_text ?? row.value_base64 ?? null) as string | null,
});

const acceptedRow = (row: Row): TracedRow => ({
  ...provenanceOf(row),
  kind: "accepted",
  reasons: [],
  notes: row.validation_notes === null ? [] : String(row.validation_notes).split(";"),
  missing: FIELDS.flatMap(({ name }) => row[name] === true ? [name] : []),
  value: null,
});

const provenanceOf = (row: Row) => ({
  partition: Number(row.partition),
  offset: Number(row.offset),
  sourceLine: row.source_line as number | null,
  stationId: row.station_id as string | null,
  ts: row.ts === null ? null : formatTimestamp(Number(row.ts)),
});
