import { observedOf } from "./observed.ts";
import { quantile } from "./quantile.ts";

/**
 * The modified z-score of Iglewicz and Hoaglin (1993): `0.6745·(x - median) / median|x - median|`; 0.6745 is the third quartile of the
 * normal distribution, which makes it an ordinary z-score where the values are normal.
 *
 * @returns NaN at gaps; null where more than half of the values are equal: their median distance is 0
 *
 * @example
 * ```ts
 * import { robustZ } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(robustZ(Float64Array.of(1, 2, 3, 4, 100))![4], 0.6745 * 97);
 * assert.equal(robustZ(Float64Array.of(1, 1, 1, 9)), null);
 * ```
 */
export function robustZ(series: Float64Array): Float64Array | null {
  const observed = observedOf(series);
  if (observed.length === 0) return null;
  const centre = quantile(observed.slice().sort(), 0.5)!;
  const distance = quantile(observed.map((value) => Math.abs(value - centre)).sort(), 0.5)!;
  return distance === 0 ? null : series.map((value) => 0.6745 * (value - centre) / distance);
}
