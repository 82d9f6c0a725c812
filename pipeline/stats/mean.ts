/**
 * The arithmetic mean of a series over what is observed.
 *
 * @returns null where nothing is
 *
 * @example
 * ```ts
 * import { meanOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(meanOf(Float64Array.of(1, NaN, 3)), 2);
 * ```
 */
export function meanOf(series: Float64Array): number | null {
  let sum = 0, n = 0;
  for (const value of series) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? null : sum / n;
}
