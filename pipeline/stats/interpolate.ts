/**
 * A series without gaps: each gap on the straight line between its neighbours in time; before the first and after the last observed value
 * the nearest one is carried (pandas: `interpolate(limit_direction="both")`).
 *
 * @returns null where nothing is observed
 *
 * @example
 * ```ts
 * import { interpolate } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(interpolate(Float64Array.of(NaN, 1, NaN, NaN, 4)), Float64Array.of(1, 1, 2, 3, 4));
 * assert.equal(interpolate(Float64Array.of(NaN)), null);
 * ```
 */
export function interpolate(series: Float64Array): Float64Array | null {
  const filled = series.slice();
  let last = -1;
  for (let t = 0; t < filled.length; t++) {
    const value = filled[t]!;
    if (Number.isNaN(value)) continue;
    const from = last < 0 ? value : filled[last]!, span = t - last;
    for (let gap = last + 1; gap < t; gap++) filled[gap] = from + (value - from) * ((gap - last) / span);
    last = t;
  }
  if (last < 0) return null;
  return filled.fill(filled[last]!, last + 1);
}
