import pl from "nodejs-polars";
import type { Ask } from "../lake/mod.ts";
import { DEFAULT_RULE_SET, MAGNUS } from "../reading/mod.ts";
import type { HumidityStation, QualityNumbers } from "./numbers.ts";

const MAX_STATIONS = 50;
/** That of the rule `humidity`, which says nothing of a station whose channels never agreed. */
const { tolerance: TOLERANCE } = DEFAULT_RULE_SET.notes.humidity;
/** Fewer readings with the three values say nothing. */
const FEWEST_READINGS = 100;

/**
 * Stations of which most readings have an absolute humidity that temperature and relative humidity contradict (Magnus formula): one of the
 * three is in another unit, or broken, all the time.
 */
export function readHumidity(ask: Ask): QualityNumbers["humidity"] {
  const t = pl.col("t"), rh = pl.col("rh"), ah = pl.col("ah");
  const { saturated, slope, offset } = MAGNUS;
  const kPa = t.mul(pl.lit(slope)).div(t.add(pl.lit(offset))).exp().mul(rh).mul(pl.lit(saturated / 1_000));
  const ratio = pl.col("ratio"), isOff = ratio.gt(pl.lit(1 + TOLERANCE)).or(ratio.lt(pl.lit(1 - TOLERANCE)));
  const found = ask((silver) =>
    silver.filter(t.isNotNull().and(rh.gt(pl.lit(0))).and(ah.gt(pl.lit(0))))
      .select(pl.col("station_id"), ah.div(kPa).alias("ratio"))
      .groupBy("station_id").agg(
        pl.len().cast(pl.Float64).alias("readings"),
        isOff.sum().cast(pl.Float64).alias("contradicting"),
        ratio.median().alias("ratio"),
      ).filter(
        pl.col("readings").gtEq(pl.lit(FEWEST_READINGS))
          .and(pl.col("contradicting").mul(pl.lit(2)).gt(pl.col("readings"))),
      ).sort("station_id")
  ).map((row): HumidityStation => ({
    station: String(row.station_id),
    readings: Number(row.readings),
    contradicting: Number(row.contradicting),
    ratio: Number(Number(row.ratio).toPrecision(6)),
  }));
  return { total: found.length, stations: found.slice(0, MAX_STATIONS) };
}
