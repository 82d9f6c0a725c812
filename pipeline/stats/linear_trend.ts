/** A straight line through a series in time. */
export interface LinearTrend {
  readonly n: number;
  /** A step of the series. */
  readonly slope: number;
  /** At the series' first step. */
  readonly intercept: number;
  /** Standard error of the slope, allowing for dependence up to `lags` steps. */
  readonly slopeError: number;
  /** 95 % interval of the slope: 1.959964 standard errors to either side. */
  readonly low: number;
  readonly high: number;
  readonly lags: number;
}

const NORMAL_975 = 1.959964;

/**
 * The least-squares line of a series on time, its slope with the standard error of Newey and West (1987): Bartlett's weights up to `lags`
 * steps, so that neighbours that depend on each other do not count as independent. A gap counts nothing and keeps its place in time
 * (Parzen, 1963). Without gaps as statsmodels' `OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": lags})`.
 *
 * @returns null below three values
 *
 * @example
 * ```ts
 * import { linearTrend } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { slope, intercept } = linearTrend(Float64Array.of(1, 3, NaN, 7), 1)!;
 * assert.deepEqual([slope, intercept], [2, 1]);
 * ```
 */
export function linearTrend(series: Float64Array, lags: number): LinearTrend | null {
  let n = 0, meanT = 0, meanY = 0;
  series.forEach((value, t) => {
    if (Number.isNaN(value)) return;
    n++;
    meanT += t;
    meanY += value;
  });
  if (n < 3) return null;
  meanT /= n;
  meanY /= n;
  let spread = 0, product = 0;
  series.forEach((value, t) => {
    if (Number.isNaN(value)) return;
    spread += (t - meanT) ** 2;
    product += (t - meanT) * (value - meanY);
  });
  const slope = product / spread;
  // What each step adds to the slope's error; a gap adds nothing.
  const scores = series.map((value, t) =>
    Number.isNaN(value) ? 0 : (t - meanT) * (value - meanY - slope * (t - meanT))
  );
  let meat = 0;
  for (let lag = 0; lag <= Math.min(lags, scores.length - 1); lag++) {
    let sum = 0;
    for (let t = lag; t < scores.length; t++) sum += scores[t]! * scores[t - lag]!;
    meat += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * sum;
  }
  const slopeError = Math.sqrt(Math.max(0, meat)) / spread;
  return {
    n,
    slope,
    intercept: meanY - slope * meanT,
    slopeError,
    low: slope - NORMAL_975 * slopeError,
    high: slope + NORMAL_975 * slopeError,
    lags,
  };
}
