import { meanOf } from "./mean.ts";

/** The autocorrelation without gaps, and what of it each lag adds. */
export interface PartialAutocorrelation {
  /** `Σ(x_t - m)(x_{t+k} - m) / Σ(x_t - m)²` from lag 1. */
  readonly acf: Float64Array;
  /** By the Durbin–Levinson recursion, from lag 1. */
  readonly pacf: Float64Array;
  /** Beyond it, up or down, a value is seldom by chance: `1.959964/√N`. */
  readonly bound: number;
}

/**
 * The partial autocorrelation of a series without gaps, by the Durbin–Levinson recursion on its autocorrelation (Brockwell and Davis,
 * 1991; statsmodels' `pacf(method="ldb")`).
 *
 * @returns null where there are no more values than lags, or the series is constant
 *
 * @example
 * ```ts
 * import { partialAutocorrelation, seededRandom } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const random = seededRandom(1), series = new Float64Array(2000);
 * for (let t = 1; t < series.length; t++) series[t] = 0.8 * series[t - 1]! + random.normal();
 * const { pacf, bound } = partialAutocorrelation(series, 3)!;
 * assert.ok(pacf[0]! > 0.7 && Math.abs(pacf[1]!) < 2 * bound);
 * ```
 */
export function partialAutocorrelation(series: Float64Array, lags: number): PartialAutocorrelation | null {
  const n = series.length;
  if (n <= lags || series.every((value) => value === series[0])) return null;
  const acf = plainAutocorrelation(series, lags), pacf = new Float64Array(lags);
  let phi = new Float64Array(lags + 1), variance = 1;
  for (let k = 1; k <= lags; k++) {
    let rest = acf[k - 1]!;
    for (let j = 1; j < k; j++) rest -= phi[j]! * acf[k - j - 1]!;
    const reflection = rest / variance, next = phi.slice();
    next[k] = reflection;
    for (let j = 1; j < k; j++) next[j] = phi[j]! - reflection * phi[k - j]!;
    phi = next;
    variance *= 1 - reflection * reflection;
    pacf[k - 1] = reflection;
  }
  return { acf, pacf, bound: 1.959964 / Math.sqrt(n) };
}

function plainAutocorrelation(series: Float64Array, lags: number): Float64Array {
  const mean = meanOf(series)!, centred = series.map((value) => value - mean);
  const product = (lag: number) => {
    let sum = 0;
    for (let t = lag; t < centred.length; t++) sum += centred[t - lag]! * centred[t]!;
    return sum;
  };
  const squares = product(0);
  return Float64Array.from({ length: lags }, (_, index) => product(index + 1) / squares);
}
