import { NO2_HOURLY_LIMIT } from "../reading/mod.ts";
import { type FieldName, HOUR_MS, type Hours, timestampMs } from "../series/mod.ts";
import { dailyMeans } from "./days.ts";
import type { Grouping } from "./grouping.ts";
import type { ExploreNumbers } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

type Row = ExploreNumbers["limits"][number];
type Limit = Pick<Row, "rule" | "field" | "of" | "limit" | "allowed">;

const limit = (rule: string, field: FieldName, of: Row["of"], value: number, allowed: number): Limit => ({
  rule,
  field,
  of,
  limit: value,
  allowed,
});
const EU_2008 = "2008/50/EC", EU_2024 = "(EU) 2024/2881, from 2030", WHO = "WHO 2021";

/** Limit values: annexes XI of 2008/50/EC and I of (EU) 2024/2881; WHO allows three to four days a year (99th percentile). */
const LIMITS: readonly Limit[] = [
  limit(EU_2008, "no2_gt", "hour", NO2_HOURLY_LIMIT, 18),
  limit(EU_2008, "no2_gt", "year", 40, 0),
  limit(EU_2008, "co_gt", "8-hour day", 10, 0),
  limit(EU_2008, "c6h6_gt", "year", 5, 0),
  limit(EU_2024, "no2_gt", "hour", 200, 3),
  limit(EU_2024, "no2_gt", "day", 50, 18),
  limit(EU_2024, "no2_gt", "year", 20, 0),
  limit(EU_2024, "co_gt", "8-hour day", 10, 0),
  limit(EU_2024, "co_gt", "day", 4, 18),
  limit(EU_2024, "c6h6_gt", "year", 3.4, 0),
  limit(WHO, "no2_gt", "day", 25, 3),
  limit(WHO, "no2_gt", "year", 10, 0),
  limit(WHO, "co_gt", "day", 4, 3),
];

/** Of 2008/50/EC, for every rule here: 90 % of a year's hours, 6 of 8, 18 of 24. */
const YEAR_SHARE = 0.9, HOURS_OF_8 = 6;

/** Each limit in each calendar year in which its field was observed. */
export function limitsOf(series: Hours, grouping: Grouping): ExploreNumbers["limits"] {
  const years = yearSpans(series);
  return LIMITS.flatMap((each) =>
    years.flatMap((year) => {
      const observed = countIn(series.fields[each.field], year);
      return observed === 0 ? [] : [rowOf(series, grouping, each, year, observed)];
    })
  );
}

interface Year {
  readonly year: number;
  readonly from: number;
  readonly to: number;
}

function yearSpans(series: Hours): Year[] {
  const spans: { year: number; from: number; to: number }[] = [];
  for (let index = 0; index < series.length; index++) {
    const year = new Date(timestampMs(series, index)).getUTCFullYear(), open = spans.at(-1);
    if (open?.year === year) open.to = index + 1;
    else spans.push({ year, from: index, to: index + 1 });
  }
  return spans;
}

const countIn = (values: Float64Array, { from, to }: Year) =>
  values.subarray(from, to).reduce((sum, value) => Number.isNaN(value) ? sum : sum + 1, 0);

function rowOf(series: Hours, grouping: Grouping, each: Limit, year: Year, observed: number): Row {
  const values = comparedIn(series, grouping, each, year).filter((value) => !Number.isNaN(value));
  const share = observed / hoursOfYear(year.year);
  return {
    ...each,
    year: year.year,
    compared: values.length,
    exceeded: values.filter((value) => value > each.limit).length,
    value: values.length === 0 ? null : values.reduce((largest, value) => Math.max(largest, value)),
    valid_share: share,
    enough: share >= YEAR_SHARE,
  };
}

const hoursOfYear = (year: number) => (Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / HOUR_MS;

/** What is compared with the limit; NaN where there is too little data. */
function comparedIn(series: Hours, grouping: Grouping, { field, of }: Limit, year: Year): Float64Array {
  const values = series.fields[field];
  switch (of) {
    case "hour":
      return values.subarray(year.from, year.to);
    case "year": {
      const observed = values.subarray(year.from, year.to).filter((value) => !Number.isNaN(value));
      return Float64Array.of(observed.reduce((sum, value) => sum + value, 0) / observed.length);
    }
    case "day":
      return ofYear(dailyMeans(values, grouping), grouping, year);
    case "8-hour day":
      return ofYear(largestEightHourMeans(values, grouping), grouping, year);
  }
}

function ofYear(days: Float64Array, { day }: Grouping, { from, to }: Year): Float64Array {
  return days.subarray(day[from]!, day[to - 1]! + 1);
}

/** Of the means of the eight hours that end in a day the largest, where 18 of the 24 have six hours. */
function largestEightHourMeans(values: Float64Array, { day, days }: Grouping): Float64Array {
  const largest = new Float64Array(days).fill(NaN), counts = new Int32Array(days);
  for (let end = 0; end < values.length; end++) {
    let sum = 0, n = 0;
    for (let hour = Math.max(0, end - 7); hour <= end; hour++) {
      if (Number.isNaN(values[hour]!)) continue;
      sum += values[hour]!;
      n++;
    }
    if (n < HOURS_OF_8) continue;
    const at = day[end]!;
    counts[at]!++;
    largest[at] = Number.isNaN(largest[at]!) ? sum / n : Math.max(largest[at]!, sum / n);
  }
  return largest.map((mean, at) => counts[at]! >= SETTINGS.hoursOfDay ? mean : NaN);
}
