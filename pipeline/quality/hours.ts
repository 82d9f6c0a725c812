import pl, { type Expr, type LazyDataFrame } from "nodejs-polars";
import type { Ask } from "../lake/mod.ts";
import { dayNumber } from "./expressions.ts";

/** What is compared with limit values. */
const POLLUTANTS = ["no2_gt", "co_gt", "c6h6_gt"];

/** Directive 2008/50/EC, annex XI: 75 % of the values that a mean is made of, as a fraction of whole numbers. */
const NEEDED = [3, 4] as const;

/** Values are summed up in millionths of their unit: sums of whole numbers do not depend on the order of rows. */
const MICRO = 1_000_000;
const HOUR_MS = 3_600_000;

/**
 * The silver rows as hourly means of the pollutants, which is what limit values are for: `station_id`, `ts` of the hour, the pollutants. The
 * value at a round maximum for the second time in a row does not count as a value. Readings more often than hourly are averaged; an hour counts with three
 * quarters of the values that the station's hours have by their median.
 */
export function hoursOf(ask: Ask, isHourly: boolean): Ask {
  return (query, engine) =>
    ask((silver) => query(isHourly ? silver.select(...KEYS, ...measured()) : means(silver)), engine);
}

const KEYS = [pl.col("station_id"), pl.col("ts")];

const measured = (): Expr[] =>
  POLLUTANTS.map((name) =>
    pl.when(pl.col("validation_notes").str.contains(`plateau:${name}`, true)).then(pl.lit(null)).otherwise(pl.col(name))
      .alias(name)
  );

function means(silver: LazyDataFrame): LazyDataFrame {
  const hours = silver.select(
    pl.col("station_id"),
    dayNumber(),
    pl.col("ts").dt.hour().cast(pl.Int32).alias("hour"),
    ...measured(),
  ).groupBy(["station_id", "day", "hour"]).agg(
    pl.len().cast(pl.Float64).alias("readings"),
    ...POLLUTANTS.flatMap((name) => [
      pl.col(name).mul(pl.lit(MICRO)).round(0).cast(pl.Int64, false).sum().cast(pl.Float64).alias(`sum ${name}`),
      pl.col(name).count().cast(pl.Float64).alias(`count ${name}`),
    ]),
  ).withColumns(pl.col("readings").median().over("station_id").alias("usual"));
  const [part, whole] = NEEDED;
  return hours.select(
    pl.col("station_id"),
    pl.col("day").cast(pl.Int64).mul(pl.lit(24)).add(pl.col("hour").cast(pl.Int64)).mul(pl.lit(HOUR_MS))
      .cast(pl.Datetime("ms", "UTC")).alias("ts"),
    ...POLLUTANTS.map((name) => {
      const count = pl.col(`count ${name}`);
      const enough = count.mul(pl.lit(whole)).gtEq(pl.col("usual").mul(pl.lit(part))).and(count.gt(pl.lit(0)));
      return pl.when(enough).then(pl.col(`sum ${name}`).div(count).div(pl.lit(MICRO))).otherwise(pl.lit(null))
        .alias(name);
    }),
  );
}
