import { chiSquareUpperTail, quantile, seededRandom } from "../stats/mod.ts";
import type { Clean, Detector, DetectorKind } from "./detector.ts";
import { resampledDays } from "./resample.ts";

/** What a detector with a calibrated threshold promises: at most one false alarm a year. */
export const STATED_PER_YEAR = 1;

/** Thresholds are set for half of what is promised, so that the promise holds for a month that the calibration has not drawn. */
const AIM_PER_YEAR = STATED_PER_YEAR / 2;

const YEAR_DAYS = 365;

/**
 * The threshold that a detector passes in `1 - exp(-½)` of the years without a change: a rate of one half a year.
 *
 * @param month the clean month, whole days by hour
 * @param years that are drawn
 * @example
 * ```ts
 * import { calibrate, cleanOf, cusum } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const month = Float64Array.from({ length: 720 }, (_, hour) => (hour * 7) % 11);
 * const clean = cleanOf(month);
 * assert.ok("mean" in clean);
 * assert.equal(calibrate(cusum, clean, month, 2, 1), calibrate(cusum, clean, month, 2, 1));
 * ```
 */
export function calibrate(kind: DetectorKind, clean: Clean, month: Float64Array, years: number, seed: number): number {
  const random = seededRandom(seed), detector = kind.make(clean, Infinity);
  const maxima = Float64Array.from({ length: years }, () => {
    const state = detector.init();
    let largest = 0;
    for (const value of resampledDays(month, YEAR_DAYS, random)) {
      largest = Math.max(largest, detector.update(state, value).statistic ?? 0);
    }
    return largest;
  });
  return Math.max(kind.minThreshold, quantile(maxima.sort(), Math.exp(-AIM_PER_YEAR))!);
}

/** Alarms of a detector in years of its own, drawn from the clean month. */
export function falseAlarms(detector: Detector, month: Float64Array, years: number, seed: number): number {
  const random = seededRandom(seed);
  let alarms = 0;
  for (let year = 0; year < years; year++) {
    const state = detector.init();
    for (const value of resampledDays(month, YEAR_DAYS, random)) if (detector.update(state, value).alarm) alarms++;
  }
  return alarms;
}

/** A rate of events a year, and its exact 95 % interval. */
export interface Rate {
  measured: number;
  low: number;
  high: number;
}

/**
 * The rate of a count over some years, with the exact interval of a Poisson count (Garwood, 1936).
 *
 * @example
 * ```ts
 * import { rateOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { measured, low, high } = rateOf(10, 20);
 * assert.equal(measured, 0.5);
 * assert.ok(Math.abs(low - 0.23977) < 1e-5 && Math.abs(high - 0.91952) < 1e-5);
 * ```
 */
export function rateOf(count: number, years: number): Rate {
  const low = count === 0 ? 0 : chiSquareQuantile(0.975, 2 * count) / 2;
  return { measured: count / years, low: low / years, high: chiSquareQuantile(0.025, 2 * count + 2) / 2 / years };
}

/** Where so much of the distribution lies above; by halving, as its tail falls everywhere. */
function chiSquareQuantile(above: number, df: number): number {
  let low = 0, high = df + 40 + 10 * Math.sqrt(2 * df);
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (chiSquareUpperTail(middle, df) > above) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
