import pl, { type Expr } from "nodejs-polars";
import { FIELDS, formatTimestamp, NO2_HOURLY_LIMIT } from "../reading/mod.ts";
import type { No2Month, No2Year, QualityNumbers } from "./numbers.ts";
import type { Ask, Row } from "../lake/mod.ts";
import { dayNumber, stationOf } from "./expressions.ts";

/** EU directive 2008/50/EC: hours a calendar year, at one station, that may exceed the hourly limit value of NO2. */
export const NO2_ALLOWED_HOURS = 18;

const suspectRows = (): Expr => pl.col("row_validity").eq(pl.lit("suspect")).sum().alias("suspect");

/** How many values each measurement has, by its name. */
const valueCounts = (): Expr[] => FIELDS.map(({ name }) => pl.col(name).count().alias(name));

export function readTotals(ask: Ask) {
  const timestampMs = pl.col("ts").cast(pl.Int64).cast(pl.Float64);
  const [totals = {}] = ask((silver) =>
    silver.select(
      pl.len().alias("rows"),
      suspectRows(),
      pl.col("station_id").nUnique().alias("stations"),
      timestampMs.min().alias("first"),
      timestampMs.max().alias("last"),
    )
  );
  const rows = Number(totals.rows ?? 0), suspect = Number(totals.suspect ?? 0);
  return {
    rows,
    valid: rows - suspect,
    suspect,
    stations: Number(totals.stations ?? 0),
    firstTs: timestampOf(rows === 0 ? null : totals.first),
    lastTs: timestampOf(rows === 0 ? null : totals.last),
  };
}

/** RFC 3339 of milliseconds since 1970. */
export const timestampOf = (timestampMs: unknown): string | null =>
  timestampMs === null ? null : formatTimestamp(Number(timestampMs));

/** The stations with most rows, the first by name among equals; in the order of names. */
export function readLargestStations(ask: Ask, most: number): string[] {
  return ask((silver) =>
    silver.groupBy("station_id").agg(pl.len().alias("rows")).sort(["rows", "station_id"], [true, false]).head(most)
  ).map((row) => String(row.station_id)).sort();
}

/** One row a day and station: `day` (days since 1970), `station` ("" for those not kept), `rows`, `suspect`, values of each field. */
export function readDays(ask: Ask, kept: readonly string[]): Row[] {
  return ask((silver) =>
    silver.groupBy([dayNumber(), stationOf(kept)]).agg(pl.len().alias("rows"), suspectRows(), ...valueCounts())
  );
}

/** One row an hour of the week: `weekday` (1 is Monday), `hour`, `rows`, values of each field. */
export function readWeek(ask: Ask): Row[] {
  return ask((silver) =>
    silver.groupBy([pl.col("ts").dt.weekday().alias("weekday"), pl.col("ts").dt.hour().alias("hour")])
      .agg(pl.len().alias("rows"), ...valueCounts())
  );
}

export function readNo2(ask: Ask): QualityNumbers["no2"] {
  const groups = ask((silver) =>
    silver.groupBy([pl.col("station_id"), pl.col("ts").dt.year().alias("year"), pl.col("ts").dt.month().alias("month")])
      .agg(
        pl.col("no2_gt").count().alias("withValue"),
        pl.col("no2_gt").gt(pl.lit(NO2_HOURLY_LIMIT)).sum().alias("over"),
      )
  );
  const months = new Map<string, No2Month>(), years = new Map<number, No2Year>();
  const overOfStation = new Map<number, Map<string, number>>();
  for (const group of groups) {
    const year = Number(group.year), station = String(group.station_id);
    const withValue = Number(group.withValue), over = Number(group.over);
    const name = `${String(year).padStart(4, "0")}-${String(group.month).padStart(2, "0")}`;
    const month = entry(months, name, () => ({ month: name, withValue: 0, over: 0 }));
    month.withValue += withValue;
    month.over += over;
    const total = entry(years, year, () => ({ year, withValue: 0, over: 0, stations: 0, stationsOverAllowance: 0 }));
    total.withValue += withValue;
    total.over += over;
    const stations = entry(overOfStation, year, () => new Map<string, number>());
    stations.set(station, (stations.get(station) ?? 0) + over);
    total.stations = stations.size;
    total.stationsOverAllowance = [...stations.values()].filter((hours) => hours > NO2_ALLOWED_HOURS).length;
  }
  return {
    limit: NO2_HOURLY_LIMIT,
    allowedHours: NO2_ALLOWED_HOURS,
    years: [...years.values()].sort((a, b) => a.year - b.year),
    months: [...months.values()].sort((a, b) => a.month < b.month ? -1 : 1),
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
