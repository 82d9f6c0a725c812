import pl, { type Expr, type LazyDataFrame } from "nodejs-polars";
import { MISSING_SENTINEL } from "../reading/mod.ts";
import type { FieldQuality } from "./numbers.ts";
import type { Ask, Held, Row } from "../lake/mod.ts";

/** Bins of a histogram, about. */
const BINS = 40;
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];

type Values = Pick<FieldQuality, "min" | "mean" | "median" | "max" | "quantiles" | "histogram">;

/**
 * What a measurement's values are. Values are counted before they are sorted, as sensors give few different ones; sorted, as a sum of
 * floats depends on its order, and that on files and threads.
 */
export function readValues(silver: Held, name: string): Values {
  const value = pl.col("value"), count = pl.col("count");
  const counted = silver.collect((rows) =>
    rows.select(pl.col(name).alias("value")).filter(value.isNotNull())
      .groupBy("value").agg(pl.len().cast(pl.Float64).alias("count")).sort("value")
  );
  if (counted === undefined) return NONE;
  const [totals = {}] = rowsOf(counted.select(
    value.min().alias("min"),
    value.max().alias("max"),
    value.mul(count).sum().alias("sum"),
    count.sum().alias("values"),
  ));
  const values = Number(totals.values);
  if (values === 0) return NONE;
  const min = Number(totals.min), max = Number(totals.max);
  const [low, high] = [Math.floor, Math.ceil].map((round) => SHARES.map((share) => round(share * (values - 1))));
  const upTo = count.cumSum();
  const at = (rank: number): Expr => value.filter(upTo.gt(pl.lit(rank))).first();
  const [row = {}] = rowsOf(counted.select(
    ...SHARES.flatMap((_, index) => [at(low![index]!).alias(`low ${index}`), at(high![index]!).alias(`high ${index}`)]),
  ));
  const [p5, p25, median, p75, p95] = SHARES.map((share, index) => {
    const from = Number(row[`low ${index}`]), to = Number(row[`high ${index}`]);
    const part = share * (values - 1) - low![index]!;
    return from + (to - from) * part;
  }) as [number, number, number, number, number];
  return {
    min,
    mean: Number(totals.sum) / values,
    median,
    max,
    quantiles: [p5, p25, p75, p95],
    histogram: histogramOf(counted, min, max),
  };
}

const NONE: Values = {
  min: null,
  mean: null,
  median: null,
  max: null,
  quantiles: [],
  histogram: { start: 0, width: 0, counts: [] },
};

/** Counted by comparing with each edge: Polars divides by a number by way of its reciprocal, which moves values across an edge. */
function histogramOf(counted: LazyDataFrame, min: number, max: number): FieldQuality["histogram"] {
  const width = roundWidth((max - min) / BINS);
  const start = width === 0 ? min : edge(Math.floor(min / width) * width);
  const edges = [start];
  while (width > 0 && edges.at(-1)! <= max) edges.push(edge(start + edges.length * width));
  const below = edges.map((edge, index) =>
    pl.col("count").filter(pl.col("value").lt(pl.lit(edge))).sum().alias(String(index))
  );
  const [row = {}] = rowsOf(counted.select(...below, pl.col("count").sum().alias("all")));
  if (width === 0) return { start, width, counts: [Number(row.all)] };
  return { start, width, counts: edges.slice(1).map((_, index) => Number(row[index + 1]) - Number(row[index])) };
}

/** 3 × 0.1 is 0.3. */
const edge = (value: number) => Number(value.toPrecision(12));

/** 1, 2 or 5 times a power of ten, not below. */
function roundWidth(width: number): number {
  if (width === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(width));
  return power * [1, 2, 5, 10].find((step) => step * power >= width * (1 - 1e-9))!;
}

const rowsOf = (query: LazyDataFrame): Row[] => query.collectSync().toRecords();

/** Values that were noted as out of range, as they came, by field. */
export interface OutOfRange {
  readonly rows: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** How many by hour of day, 0 to 23. */
  readonly byHour: readonly number[];
}

export function readOutOfRange(ask: Ask): Map<string, OutOfRange> {
  const note = pl.col("note"), value = pl.col("value");
  const rows = ask(
    (silver) =>
      silver.filter(pl.col("validation_notes").str.contains("out_of_range:", true))
        .select(pl.col("ts").dt.hour().alias("hour"), pl.col("validation_notes").str.split(";").alias("note"))
        .explode("note").filter(note.str.startsWith("out_of_range:"))
        .select(
          pl.col("hour"),
          note.str.extract("^out_of_range:([a-z0-9_]+)=", 1).alias("field"),
          note.str.extract("=(.*)$", 1).cast(pl.Float64, false).alias("value"),
        ).groupBy(["field", "hour"])
        .agg(
          pl.len().alias("rows"),
          value.sort().sum().alias("sum"),
          value.min().alias("min"),
          value.max().alias("max"),
        )
        .sort(["field", "hour"]),
    "in-memory",
  );
  const fields = new Map<string, OutOfRange>();
  for (const row of rows) {
    const { rows = 0, sum = 0, min = Infinity, max = -Infinity, byHour = new Array<number>(24).fill(0) } =
      fields.get(String(row.field)) ?? {};
    fields.set(String(row.field), {
      rows: rows + Number(row.rows),
      sum: sum + Number(row.sum),
      min: Math.min(min, Number(row.min ?? Infinity)),
      max: Math.max(max, Number(row.max ?? -Infinity)),
      byHour: byHour.with(Number(row.hour), Number(row.rows)),
    });
  }
  return fields;
}

/** What a measurement would be if its gaps were taken for values, and those out of range kept as they came. */
export function uncleaned(
  { min, mean, max }: Values,
  values: number,
  missing: number,
  outOfRange: OutOfRange | undefined,
): FieldQuality["uncleaned"] {
  const all = values + missing + (outOfRange?.rows ?? 0);
  if (all === 0) return { min: null, mean: null, max: null };
  const ends = [
    ...(outOfRange === undefined ? [] : [outOfRange.min, outOfRange.max]),
    ...(missing === 0 ? [] : [MISSING_SENTINEL]),
    ...(values === 0 ? [] : [min!, max!]),
  ];
  const sum = (outOfRange?.sum ?? 0) + missing * MISSING_SENTINEL + values * (mean ?? 0);
  return { min: Math.min(...ends), mean: sum / all, max: Math.max(...ends) };
}
