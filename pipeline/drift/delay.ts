import { seededRandom } from "../stats/mod.ts";
import type { Clean, Detector } from "./detector.ts";
import { DAY_HOURS, resampledDays } from "./resample.ts";

/** Sizes of the planted shifts, in standard deviations of the clean month. */
export const SHIFTS = [0.5, 1, 2, 3] as const;

/** Days without a shift before it, and days in which it has to be found. */
const BEFORE_DAYS = 30, AFTER_DAYS = 60;

/**
 * Hours from a planted shift to the first alarm after it, one for each run, smallest first; runs in which there is none within 60 days
 * are left out.
 *
 * @param month the clean month, whole days by hour
 * @param size of the shift, in standard deviations of the clean month; it stays from its first hour on
 */
export function delaysOf(
  detector: Detector,
  clean: Clean,
  month: Float64Array,
  { size, runs, seed }: { size: number; runs: number; seed: number },
): Float64Array {
  const random = seededRandom(seed), from = BEFORE_DAYS * DAY_HOURS, delays: number[] = [];
  for (let run = 0; run < runs; run++) {
    const state = detector.init(), stream = resampledDays(month, BEFORE_DAYS + AFTER_DAYS, random);
    for (let hour = 0; hour < stream.length; hour++) {
      const { alarm } = detector.update(state, hour < from ? stream[hour]! : stream[hour]! + size * clean.sd);
      if (!alarm || hour < from) continue;
      delays.push(hour - from + 1);
      break;
    }
  }
  return Float64Array.from(delays).sort();
}

/** The delay that at least half of the runs keep to; null where fewer find the shift at all. */
export function medianDelay(delays: Float64Array, runs: number): number | null {
  return delays[Math.ceil(runs / 2) - 1] ?? null;
}
