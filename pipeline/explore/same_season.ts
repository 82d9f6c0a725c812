import { type FieldName, HOUR_MS, type Hours, indexAt } from "../series/mod.ts";
import { meanOf, movingBlockWeights, observedOf, quantile, type Random, seededRandom } from "../stats/mod.ts";
import { type ExploreNumbers, FIELD_NAMES } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

type Field = ExploreNumbers["same_season"]["fields"][FieldName];

/** 11 March 00:00 up to, but not including, 4 April 00:00: 24 days that the source's first and last spring share. */
const DAYS = 24, START = { month: 2, day: 11 };

/** The same season of the first year of the series and the next. */
export function sameSeasonOf(series: Hours): ExploreNumbers["same_season"] {
  const year = new Date(series.startMs).getUTCFullYear();
  // A series that begins after the window has its first one in the next year.
  const first = series.startMs <= windowStart(year) + 24 * HOUR_MS ? year : year + 1;
  const fields = FIELD_NAMES.map((name) => [name, compare(series, name, first)] as const);
  return {
    first: spanText(first),
    second: spanText(first + 1),
    fields: Object.fromEntries(fields) as Record<FieldName, Field>,
  };
}

const windowStart = (year: number) => Date.UTC(year, START.month, START.day);
const spanText = (year: number) => `${year}-03-11 to ${year}-04-03`;

function windowOf(series: Hours, name: FieldName, year: number): Float64Array {
  const from = indexAt(series, windowStart(year)), hours = new Float64Array(DAYS * 24).fill(NaN);
  for (let hour = 0; hour < hours.length; hour++) hours[hour] = series.fields[name][from + hour] ?? NaN;
  return hours;
}

function compare(series: Hours, name: FieldName, year: number): Field {
  const first = windowOf(series, name, year), second = windowOf(series, name, year + 1);
  const n_first = observedOf(first).length, n_second = observedOf(second).length;
  const mean_first = meanOf(first), mean_second = meanOf(second);
  const known = { n_first, mean_first, n_second, mean_second };
  const needed = DAYS * 24 * SETTINGS.observedShare;
  if (n_first < needed || n_second < needed) {
    const reason = `${n_first} and ${n_second} of ${DAYS * 24} hours observed: half of both years are needed`;
    return { ...known, difference: null, low: null, high: null, reason };
  }
  const random = seededRandom(SETTINGS.seed), one = dailySums(first), other = dailySums(second);
  const differences = Float64Array.from(
    { length: SETTINGS.draws },
    () => drawnMean(other, random) - drawnMean(one, random),
  )
    .filter((difference) => !Number.isNaN(difference)).sort();
  return {
    ...known,
    difference: mean_second! - mean_first!,
    low: quantile(differences, 0.025),
    high: quantile(differences, 0.975),
    reason: null,
  };
}

function dailySums(hours: Float64Array) {
  const sums = new Float64Array(DAYS), counts = new Float64Array(DAYS);
  hours.forEach((value, hour) => {
    if (Number.isNaN(value)) return;
    sums[Math.floor(hour / 24)]! += value;
    counts[Math.floor(hour / 24)]!++;
  });
  return { sums, counts };
}

function drawnMean({ sums, counts }: ReturnType<typeof dailySums>, random: Random): number {
  const weights = movingBlockWeights(DAYS, SETTINGS.blockDays, random);
  let sum = 0, count = 0;
  weights.forEach((weight, day) => {
    sum += weight * sums[day]!;
    count += weight * counts[day]!;
  });
  return sum / count;
}
