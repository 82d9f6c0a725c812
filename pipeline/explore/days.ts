import { HOUR_MS, type Hours } from "../series/mod.ts";
import type { Grouping } from "./grouping.ts";
import { SETTINGS } from "./settings.ts";

/** The mean of each day with enough observed hours; NaN for the others. */
export function dailyMeans(values: Float64Array, { day, days }: Grouping): Float64Array {
  const sums = new Float64Array(days), counts = new Float64Array(days);
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index]!)) continue;
    sums[day[index]!]! += values[index]!;
    counts[day[index]!]!++;
  }
  return sums.map((sum, index) => counts[index]! >= SETTINGS.hoursOfDay ? sum / counts[index]! : NaN);
}

/** The date of a day of the series, counted from its first: `2004-03-10`. */
export function dateOfDay({ startMs }: Pick<Hours, "startMs">, day: number): string {
  return new Date(startMs + day * 24 * HOUR_MS).toISOString().slice(0, 10);
}
