import { chiSquareUpperTail } from "./distribution.ts";
import { meanOf } from "./mean.ts";

/** Ljung and Box's Q and its p-value. */
export interface LjungBox {
  readonly statistic: number;
  readonly p: number;
  readonly lags: number;
}

/**
 * The test of Ljung and Box (1978) for any autocorrelation up to a lag: `Q = n(n+2)·Σ r_k²/(n-k)`, compared with χ² of
 * `lags - fitted` degrees of freedom. `r_k` is the plain sample autocorrelation.
 *
 * @param series without gaps: residuals in time order
 * @param fitted parameters of the model that the residuals are from
 * @returns null where there are no more values than lags, no degree of freedom is left, or the series is constant
 *
 * @example
 * ```ts
 * import { ljungBox, seededRandom } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const random = seededRandom(1);
 * assert.ok(ljungBox(Float64Array.from({ length: 500 }, () => random.normal()), 10)!.p > 0.01);
 * assert.equal(ljungBox(new Float64Array(5), 2), null);
 * ```
 */
export function ljungBox(series: Float64Array, lags: number, fitted = 0): LjungBox | null {
  const n = series.length;
  if (n <= lags || lags <= fitted || series.every((value) => value === series[0])) return null;
  const mean = meanOf(series)!;
  const centred = series.map((value) => value - mean);
  const squares = centred.reduce((sum, value) => sum + value * value, 0);
  let total = 0;
  for (let lag = 1; lag <= lags; lag++) {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += centred[t]! * centred[t - lag]!;
    total += (sum / squares) ** 2 / (n - lag);
  }
  const statistic = n * (n + 2) * total;
  return { statistic, p: chiSquareUpperTail(statistic, lags - fitted), lags };
}
