/**
 * How many independent rows n dependent ones are worth to the correlation of a pair (Bartlett, 1935; Bretherton and others, 1999):
 * `n / (1 + 2·Σ (1 - k/n)·ρa(k)·ρb(k))` over the lags from 1, at least 3 and at most n; n where the bracket is not above 0.
 *
 * @param a the autocorrelations of one whole series from lag 1 (for Spearman: of its ranks); a lag without any is left out
 * @param b those of the other
 *
 * @example
 * ```ts
 * import { effectiveSampleSize } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(effectiveSampleSize(100, Float64Array.of(0), Float64Array.of(0.9)), 100);
 * assert.ok(effectiveSampleSize(100, Float64Array.of(0.9), Float64Array.of(0.9)) < 50);
 * ```
 */
export function effectiveSampleSize(n: number, a: Float64Array, b: Float64Array): number {
  let bracket = 1;
  for (let lag = 1; lag <= a.length && lag < n; lag++) {
    const product = a[lag - 1]! * b[lag - 1]!;
    if (!Number.isNaN(product)) bracket += 2 * (1 - lag / n) * product;
  }
  return bracket <= 0 ? n : Math.min(n, Math.max(3, n / bracket));
}
