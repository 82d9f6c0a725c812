import type { Random } from "../stats/mod.ts";

export const DAY_HOURS = 24;

/**
 * A stream in which nothing has changed: whole days of the clean month, drawn with replacement. What depends on the hour, and hours of one
 * day on each other, stays; a day says nothing of the next.
 *
 * @param month hours of whole days, NaN where nothing was observed
 */
export function resampledDays(month: Float64Array, days: number, random: Random): Float64Array {
  const available = Math.floor(month.length / DAY_HOURS), stream = new Float64Array(days * DAY_HOURS);
  for (let day = 0; day < days; day++) {
    const from = Math.floor(random.uniform() * available) * DAY_HOURS;
    stream.set(month.subarray(from, from + DAY_HOURS), day * DAY_HOURS);
  }
  return stream;
}
