import { meanOf } from "./mean.ts";

/**
 * The long-run variance of a series: `γ_0 + 2·Σ_{k=1..lags} (1 - k/(lags+1))·γ_k` with `γ_k = Σ (x_t - m)(x_{t+k} - m) / n` (Bartlett's
 * weights; Newey and West, 1987). The variance of the mean is this divided by n. Lag 0 gives the plain variance.
 *
 * @param series in time order, without gaps
 * @returns null where there is no value
 *
 * @example
 * ```ts
 * import { longRunVariance } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(longRunVariance(Float64Array.of(1, 3), 0), 1);
 * assert.equal(longRunVariance(Float64Array.of(1, 3), 1), 0.5);
 * ```
 */
export function longRunVariance(series: Float64Array, lags: number): number | null {
  const n = series.length;
  if (n === 0) return null;
  const mean = meanOf(series)!;
  const centred = series.map((value) => value - mean);
  let variance = 0;
  for (let lag = 0; lag <= Math.min(lags, n - 1); lag++) {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += centred[t]! * centred[t - lag]!;
    variance += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * sum / n;
  }
  return variance;
}
