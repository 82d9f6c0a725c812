import { describe, observedOf } from "../stats/mod.ts";
import type { Clean } from "./detector.ts";

/** Fewer observed values than ten days of hours are no month to calibrate on. */
export const MIN_CLEAN = 240;

/**
 * What is usual in a month; or the reason why it cannot be said.
 *
 * @param month hours in time order, NaN where nothing was observed
 * @example
 * ```ts
 * import { cleanOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const clean = cleanOf(Float64Array.from({ length: 240 }, (_, hour) => hour % 2));
 * assert.ok("mean" in clean && clean.mean === 0.5);
 * assert.ok("reason" in cleanOf(new Float64Array(10)));
 * ```
 */
export function cleanOf(month: Float64Array): Clean | { reason: string } {
  const sorted = observedOf(month).sort();
  if (sorted.length < MIN_CLEAN) {
    return { reason: `expected ${MIN_CLEAN} observed values in the month before the cut, got ${sorted.length}` };
  }
  const { mean, sd } = describe(sorted);
  if (sd === 0) return { reason: `expected values that differ in the month before the cut, got ${mean} throughout` };
  return { sorted, mean: mean!, sd: sd! };
}
