import pl from "nodejs-polars";
import { NO2_HOURLY_LIMIT } from "../reading/mod.ts";
import type { Limit, LimitYear } from "./numbers.ts";
import type { Ask, Row } from "../lake/mod.ts";
import { NO2_ALLOWED_HOURS } from "./silver.ts";
import { dayNumber } from "./expressions.ts";

const EU = "EU directive 2008/50/EC", WHO = "WHO guidelines 2021";
const eu = { needed: 0.9, source: EU }, who = { needed: 0.9, source: WHO };

/** The limit values; WHO allows three to four days a year over its daily values (the 99th percentile). */
export const LIMITS: readonly Limit[] = [
  {
    id: "no2_hour",
    field: "no2_gt",
    value: NO2_HOURLY_LIMIT,
    unit: "µg/m³",
    of: "hour",
    allowed: NO2_ALLOWED_HOURS,
    ...eu,
  },
  { id: "no2_year", field: "no2_gt", value: 40, unit: "µg/m³", of: "year", allowed: 0, ...eu },
  { id: "co_8h", field: "co_gt", value: 10, unit: "mg/m³", of: "8-hour day", allowed: 0, ...eu },
  { id: "c6h6_year", field: "c6h6_gt", value: 5, unit: "µg/m³", of: "year", allowed: 0, ...eu },
  { id: "no2_day_who", field: "no2_gt", value: 25, unit: "µg/m³", of: "day", allowed: 3, ...who },
  { id: "no2_year_who", field: "no2_gt", value: 10, unit: "µg/m³", of: "year", allowed: 0, ...who },
  { id: "co_day_who", field: "co_gt", value: 4, unit: "mg/m³", of: "day", allowed: 3, ...who },
];

/** Directive 2008/50/EC, annex XI: 75 % of the values that a mean is made of. */
const HOURS_OF_8 = 6, HOURS_OF_DAY = 18, MEANS_OF_DAY = 18;

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const POLLUTANTS = ["no2_gt", "co_gt", "c6h6_gt"];

/** The limits compared with the readings, in the order of `LIMITS` and years; a year in which no station measured is left out. */
export function readLimits(ask: Ask): LimitYear[] {
  const rows = ask((silver) => {
    const days = silver.select(
      pl.col("station_id").alias("station"),
      // Whole numbers, so that a sum does not depend on the order of rows: of files and of threads.
      ...POLLUTANTS.map((name) => pl.col(name).mul(pl.lit(MICRO)).round(0).cast(pl.Int64, false).alias(name)),
      dayNumber(),
      pl.col("ts").dt.hour().alias("hour"),
    ).groupBy(["station", "day"]).agg(
      ...POLLUTANTS.flatMap((name) => [
        pl.col(name).sum().alias(`sum ${name}`),
        pl.col(name).count().alias(`hours ${name}`),
      ]),
      pl.col("no2_gt").max().alias("max no2_gt"),
      pl.col("no2_gt").gt(pl.lit(NO2_HOURLY_LIMIT * MICRO)).sum().alias("over no2_hour"),
      // One column an hour, in place of the rows: of hourly readings the largest of an hour is the only one.
      ...HOURS.map((hour) =>
        pl.when(pl.col("hour").eq(pl.lit(hour))).then(pl.col("co_gt")).otherwise(pl.lit(null)).max().alias(`co ${hour}`)
      ),
    ).sort(["station", "day"]);
    const dated = withEightHourMeans(days);
    const year = pl.col("day").cast(pl.Date).dt.year().alias("year");
    return dated.groupBy([pl.col("station"), year]).agg(
      ...POLLUTANTS.flatMap((name) => [pl.col(`sum ${name}`).sum(), pl.col(`hours ${name}`).sum()]),
      pl.col("max no2_gt").max(),
      pl.col("over no2_hour").sum(),
      ...["no2_gt", "co_gt"].flatMap((name) => {
        const limit = LIMITS.find(({ field, of }) => field === name && of === "day")!;
        const enough = pl.col(`hours ${name}`).gtEq(pl.lit(HOURS_OF_DAY));
        const mean = pl.when(enough).then(pl.col(`sum ${name}`).cast(pl.Float64).div(pl.col(`hours ${name}`)))
          .otherwise(pl.lit(null));
        return [
          enough.sum().alias(`days ${name}`),
          mean.gt(pl.lit(limit.value * MICRO)).sum().alias(`over ${limit.id}`),
          mean.max().alias(`daymax ${name}`),
        ];
      }),
      pl.col("8h").count().alias("days co_8h"),
      pl.col("8h").gt(pl.lit(10 * MICRO)).sum().alias("over co_8h"),
      pl.col("8h").max().alias("max co_8h"),
    ).sort(["year", "station"]);
  });
  const years = Map.groupBy(rows, (row) => Number(row.year));
  return LIMITS.flatMap((limit) =>
    [...years].flatMap(([year, stations]) =>
      stations.some((row) => hoursOf(row, limit) > 0) ? [limitYear(limit, year, stations)] : []
    )
  );
}

/** Values are summed up in millionths of their unit. */
const MICRO = 1_000_000;

/**
 * Adds `8h`: of the means of eight hours that end in the day the largest, null where fewer than 18 of the 24 have enough values. The
 * first seven reach into the day before.
 */
function withEightHourMeans(days: ReturnType<Parameters<Ask>[0]>) {
  const isNext = pl.col("station").eq(pl.col("station").shift(1)).and(
    pl.col("day").eq(pl.col("day").shift(1).add(pl.lit(1))),
  );
  const before = HOURS.slice(17).map((hour) =>
    pl.when(isNext).then(pl.col(`co ${hour}`).shift(1)).otherwise(pl.lit(null)).alias(`before ${hour}`)
  );
  const hours = [...HOURS.slice(17).map((hour) => `before ${hour}`), ...HOURS.map((hour) => `co ${hour}`)];
  const means = HOURS.map((hour) => {
    const eight = hours.slice(hour, hour + 8);
    const sum = pl.sumHorizontal(eight.map((name) => pl.col(name).fillNull(pl.lit(0))));
    const count = pl.sumHorizontal(eight.map((name) => pl.col(name).isNotNull().cast(pl.Int32)));
    return pl.when(count.gtEq(pl.lit(HOURS_OF_8))).then(sum.cast(pl.Float64).div(count)).otherwise(pl.lit(null)).alias(
      `mean ${hour}`,
    );
  });
  const names = HOURS.map((hour) => `mean ${hour}`);
  const enough = pl.sumHorizontal(names.map((name) => pl.col(name).isNotNull().cast(pl.Int32))).gtEq(
    pl.lit(MEANS_OF_DAY),
  );
  return days.withColumns(...before).withColumns(...means)
    .withColumns(
      pl.when(enough).then(pl.maxHorizontal(names.map((name) => pl.col(name)))).otherwise(pl.lit(null)).alias("8h"),
    );
}

const hoursOf = (row: Row, { field }: Limit) => Number(row[`hours ${field}`]);

function limitYear(limit: Limit, year: number, rows: readonly Row[]): LimitYear {
  const stations = rows.map((row) => stationYear(limit, year, row));
  return {
    limit,
    year,
    stations: stations.length,
    assessable: stations.filter(({ share }) => share >= limit.needed).length,
    over: stations.filter(({ exceeded }) => exceeded > limit.allowed).length,
    worst: stations.reduce((worst, each) => {
      const by = each.exceeded - worst.exceeded || (each.value ?? -1) - (worst.value ?? -1);
      return by > 0 ? each : worst;
    }),
  };
}

function stationYear(limit: Limit, year: number, row: Row): LimitYear["worst"] {
  const hours = hoursOf(row, limit), share = hours / hoursOfYear(year);
  const scaled = (value: unknown) => value === null || value === undefined ? null : Number(value) / MICRO;
  const facts = { station: String(row.station), hours, share };
  switch (limit.of) {
    case "hour":
      return { ...facts, value: scaled(row["max no2_gt"]), exceeded: Number(row["over no2_hour"]), compared: hours };
    case "8-hour day":
      return {
        ...facts,
        value: scaled(row["max co_8h"]),
        exceeded: Number(row["over co_8h"]),
        compared: Number(row["days co_8h"]),
      };
    case "day":
      return {
        ...facts,
        value: scaled(row[`daymax ${limit.field}`]),
        exceeded: Number(row[`over ${limit.id}`]),
        compared: Number(row[`days ${limit.field}`]),
      };
    case "year": {
      const value = hours === 0 ? null : Number(row[`sum ${limit.field}`]) / hours / MICRO;
      return { ...facts, value, exceeded: value !== null && value > limit.value ? 1 : 0, compared: hours };
    }
  }
}

/** Hours of a calendar year. */
export function hoursOfYear(year: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (isLeap ? 366 : 365) * 24;
}
