import pl from "nodejs-polars";
import { dateOf, FIELDS } from "../reading/mod.ts";
import type { Held } from "../lake/mod.ts";
import { dayNumber } from "./expressions.ts";
import { FEWEST_DAY_VALUES, levelChangesOf, type StationDays } from "./level_changes.ts";
import type { LevelChange, QualityNumbers } from "./numbers.ts";

const MAX_CHANGES = 50, DAY_MS = 86_400_000;
/** Values are summed up in millionths of their unit: sums of whole numbers do not depend on the order of rows. */
const MICRO = 1_000_000;

/** Days on which a measurement of a station went to another level for at least a week. */
export function readLevels(silver: Held): QualityNumbers["levels"] {
  const days = silver.collect((rows) =>
    rows.groupBy([pl.col("station_id"), dayNumber()]).agg(
      ...FIELDS.flatMap(({ name }) => [
        pl.col(name).mul(pl.lit(MICRO)).round(0).cast(pl.Int64, false).sum().cast(pl.Float64).alias(`sum ${name}`),
        pl.col(name).count().cast(pl.Float64).alias(`count ${name}`),
      ]),
    ).select(
      pl.col("station_id"),
      pl.col("day").cast(pl.Float64),
      ...FIELDS.map(({ name }) => {
        const count = pl.col(`count ${name}`);
        return pl.when(count.gtEq(pl.lit(FEWEST_DAY_VALUES))).then(pl.col(`sum ${name}`).div(count).div(pl.lit(MICRO)))
          .otherwise(pl.lit(NaN)).alias(name);
      }),
    ).sort(["station_id", "day"])
  );
  if (days === undefined) return { total: 0, clearest: [] };
  const frame = days.collectSync();
  const column = (name: string) => frame.getColumn(name).toTypedArray() as Float64Array;
  const stations = days.groupBy("station_id").agg(pl.len().cast(pl.Float64).alias("days")).sort("station_id")
    .collectSync().toRecords();
  const all: StationDays = { days: column("day"), means: FIELDS.map(({ name }) => column(name)) };
  let from = 0;
  const found = stations.flatMap(({ station_id, days }): (LevelChange & { score: number })[] => {
    const to = from + Number(days);
    const own = { days: all.days.subarray(from, to), means: all.means.map((means) => means.subarray(from, to)) };
    from = to;
    return levelChangesOf(own).map(({ field, day, ...change }) => ({
      station: String(station_id),
      field: FIELDS[field]!.name,
      date: dateOf(day * DAY_MS),
      ...change,
    }));
  });
  const clearest = found.sort((a, b) => b.score - a.score).slice(0, MAX_CHANGES).map(({ score: _score, ...change }) =>
    change
  );
  return { total: found.length, clearest };
}
