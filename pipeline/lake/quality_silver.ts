import pl, { type Expr } from "nodejs-polars";
import { FIELDS, formatTimestamp, NO2_HOURLY_LIMIT } from "../reading/mod.ts";
import type { FieldQuality, No2Month, No2Year, QualityNumbers } from "./quality_numbers.ts";
import { type Ask, dayNumber, type Row } from "./quality_query.ts";

/** Columns sorted at once for means and medians: all thirteen of 10 M rows would take gigabytes. */
const FIELDS_AT_ONCE = 2;

/** EU directive 2008/50/EC: hours a calendar year, at one station, that may exceed the hourly limit value of NO2. */
const NO2_ALLOWED_HOURS = 18;

const suspectRows = (): Expr => pl.col("row_validity").eq(pl.lit("suspect")).sum().alias("suspect");

export function readTotals(ask: Ask) {
  const epochMs = pl.col("ts").cast(pl.Int64).cast(pl.Float64);
  const [totals = {}] = ask((silver) =>
    silver.select(
      pl.len().alias("rows"),
      suspectRows(),
      pl.col("station_id").nUnique().alias("stations"),
      epochMs.min().alias("first"),
      epochMs.max().alias("last"),
    )
  );
  const rows = Number(totals.rows ?? 0), suspect = Number(totals.suspect ?? 0);
  const moment = (epochMs: unknown) => rows === 0 ? null : formatTimestamp(Number(epochMs));
  return {
    rows,
    valid: rows - suspect,
    suspect,
    stations: Number(totals.stations ?? 0),
    firstTs: moment(totals.first),
    lastTs: moment(totals.last),
  };
}

/** One row a day: `day` (days since 1970), `rows`, `suspect`. */
export function readDays(ask: Ask): Row[] {
  return ask((silver) => silver.groupBy(dayNumber()).agg(pl.len().alias("rows"), suspectRows()));
}

export function readFields(ask: Ask): Pick<QualityNumbers, "rowsByHour" | "fields"> {
  const hours = ask((silver) =>
    silver.groupBy(pl.col("ts").dt.hour().alias("hour")).agg(
      pl.len().alias("rows"),
      ...FIELDS.flatMap(({ name }) => {
        const outOfRange = pl.col("validation_notes").fillNull(pl.lit("")).str.contains(`(^|;)out_of_range:${name}=`);
        return [
          pl.col(name).isNull().and(outOfRange.not()).sum().alias(`missing ${name}`),
          outOfRange.sum().alias(`out of range ${name}`),
        ];
      }),
    )
  );
  const byHour = (column: string) => {
    const counts = new Array<number>(24).fill(0);
    for (const row of hours) counts[Number(row.hour)] = Number(row[column]);
    return counts;
  };
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  const measures = readMeasures(ask);
  const fields = FIELDS.map(({ name, unit }): FieldQuality => {
    const measure = (kind: string) => (measures[`${kind} ${name}`] ?? null) as number | null;
    const missingByHour = byHour(`missing ${name}`);
    return {
      name,
      unit,
      missing: sum(missingByHour),
      outOfRange: sum(byHour(`out of range ${name}`)),
      min: measure("min"),
      mean: measure("mean"),
      median: measure("median"),
      max: measure("max"),
      missingByHour,
    };
  });
  return { rowsByHour: byHour("rows"), fields };
}

/** `min <field>`, `mean <field>`, `median <field>` and `max <field>` of every field. */
function readMeasures(ask: Ask): Row {
  const measures: Row = {};
  for (let start = 0; start < FIELDS.length; start += FIELDS_AT_ONCE) {
    const columns = FIELDS.slice(start, start + FIELDS_AT_ONCE).flatMap(({ name }) => {
      // Sorted first, in memory: a sum of floats depends on its order, and that on files and threads.
      const values = pl.col(name).dropNulls().sort();
      return [
        values.min().alias(`min ${name}`),
        values.mean().alias(`mean ${name}`),
        values.median().alias(`median ${name}`),
        values.max().alias(`max ${name}`),
      ];
    });
    const [row] = ask((silver) => silver.select(...columns), "in-memory");
    Object.assign(measures, row);
  }
  return measures;
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
