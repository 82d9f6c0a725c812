import pl, { type Expr } from "nodejs-polars";

/** Days since 1970 of `ts`, as a number: dates as text would cost a string a row. */
export function dayNumber(): Expr {
  return pl.col("ts").cast(pl.Date).cast(pl.Int32).alias("day");
}

/** A station by its name, or "" for any other value. */
export function stationOf(kept: readonly string[]): Expr {
  const station = pl.col("station_id");
  const isKept = kept.length === 0 ? pl.lit(false) : station.isIn([...kept]);
  return pl.when(isKept).then(station).otherwise(pl.lit("")).alias("station");
}
