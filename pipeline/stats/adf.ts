import { cholesky, forward } from "./cholesky.ts";
import { normalCdf } from "./distribution.ts";
import { meanOf } from "./mean.ts";

/** A test of whether a series is stationary. */
export interface StationarityTest {
  readonly statistic: number;
  readonly p: number;
  /** Lags by which the test allows for dependence. */
  readonly lags: number;
}

// MacKinnon (1994), constant and one series: the p-value is Φ of a polynomial in the statistic, one on either side of TAU_STAR.
const TAU_MIN = -18.83, TAU_STAR = -1.61, TAU_MAX = 2.74;
const SMALL_P = [2.1659, 1.4412, 0.038269], LARGE_P = [1.7339, 0.93202, -0.12745, -0.010368];

/**
 * The augmented Dickey–Fuller test with a constant: the null hypothesis is a unit root, a small p speaks for a stationary series. The lag
 * is the one of lowest AIC among 0 to `⌈12·(n/100)^¼⌉`, all on the same rows; the p-value is MacKinnon's (1994). As statsmodels'
 * `adfuller(x)`.
 *
 * @param series without gaps
 * @returns null where the series is constant or too short for its lags
 *
 * @example
 * ```ts
 * import { adf, seededRandom } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const random = seededRandom(1);
 * assert.ok(adf(Float64Array.from({ length: 500 }, () => random.normal()))!.p < 1e-6);
 * assert.equal(adf(new Float64Array(500)), null);
 * ```
 */
export function adf(series: Float64Array): StationarityTest | null {
  const n = series.length, maxLag = Math.min(Math.floor(n / 2) - 2, Math.ceil(12 * (n / 100) ** 0.25));
  if (maxLag < 0 || series.every((value) => value === series[0])) return null;
  const lags = bestLag(series, maxLag);
  if (lags === null) return null;
  const { matrix, target, square, rows } = normalEquations(series, lags);
  // The level comes last: then its t-value needs no back substitution.
  const order = [...Array.from({ length: lags }, (_, lag) => lag + 1), 0];
  const lower = cholesky(order.map((i) => Float64Array.from(order, (j) => matrix[i]![j]!)));
  if (lower === null) return null;
  const z = forward(lower, Float64Array.from(order, (i) => target[i]!));
  const residual = square - z.reduce((sum, value) => sum + value * value, 0), free = rows - lags - 2;
  if (free < 1 || !(residual > 0)) return null;
  const statistic = z.at(-1)! / Math.sqrt(residual / free);
  return { statistic, p: mackinnonP(statistic), lags };
}

function mackinnonP(statistic: number): number {
  if (statistic > TAU_MAX) return 1;
  if (statistic < TAU_MIN) return 0;
  const coefficients = statistic <= TAU_STAR ? SMALL_P : LARGE_P;
  return normalCdf(coefficients.reduceRight((sum, coefficient) => sum * statistic + coefficient, 0));
}

function bestLag(series: Float64Array, maxLag: number): number | null {
  const { matrix, target, square, rows } = normalEquations(series, maxLag);
  const lower = cholesky(matrix);
  if (lower === null) return null;
  const z = forward(lower, target);
  let residual = square - z[0]! ** 2, best = 0, lowest = Infinity;
  for (let lag = 0; lag <= maxLag; lag++) {
    if (lag > 0) residual -= z[lag]! ** 2;
    const aic = rows * Math.log(residual / rows) + 2 * (lag + 2);
    if (!(aic < lowest)) continue;
    lowest = aic;
    best = lag;
  }
  return Number.isFinite(lowest) ? best : null;
}

/**
 * Centred cross products of the regression of `Δx_t` on the level `x_{t-1}` (column 0) and `Δx_{t-1}` … `Δx_{t-lags}`: the constant is in
 * the centring. Those of two lags follow from those of the lags before them by what enters and leaves at the ends.
 */
function normalEquations(series: Float64Array, lags: number) {
  const change = Float64Array.from({ length: series.length - 1 }, (_, t) => series[t + 1]! - series[t]!);
  const centre = meanOf(series)!, rows = change.length - lags;
  const raw = Array.from({ length: lags + 1 }, () => new Float64Array(lags + 1));
  for (let lag = 0; lag <= lags; lag++) raw[0]![lag] = raw[lag]![0] = dot(change, lags, change, lags - lag, rows);
  for (let i = 1; i <= lags; i++) {
    for (let j = i; j <= lags; j++) {
      const enters = change[lags - i]! * change[lags - j]!;
      const leaves = change[lags + rows - i]! * change[lags + rows - j]!;
      raw[i]![j] = raw[j]![i] = raw[i - 1]![j - 1]! + enters - leaves;
    }
  }
  const level = series.subarray(lags, lags + rows).map((value) => value - centre);
  const withLevel = Float64Array.from({ length: lags + 1 }, (_, lag) => dot(level, 0, change, lags - lag, rows));
  const sums = Float64Array.from({ length: lags + 1 }, (_, lag) => sum(change, lags - lag, rows));
  const levelSum = sum(level, 0, rows);

  const matrix = Array.from({ length: lags + 1 }, () => new Float64Array(lags + 1));
  const target = new Float64Array(lags + 1);
  matrix[0]![0] = dot(level, 0, level, 0, rows) - levelSum * levelSum / rows;
  target[0] = withLevel[0]! - levelSum * sums[0]! / rows;
  for (let i = 1; i <= lags; i++) {
    matrix[0]![i] = matrix[i]![0] = withLevel[i]! - levelSum * sums[i]! / rows;
    target[i] = raw[0]![i]! - sums[0]! * sums[i]! / rows;
    for (let j = 1; j <= lags; j++) matrix[i]![j] = raw[i]![j]! - sums[i]! * sums[j]! / rows;
  }
  return { matrix, target, square: raw[0]![0]! - sums[0]! * sums[0]! / rows, rows };
}

function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, count: number): number {
  let total = 0;
  for (let t = 0; t < count; t++) total += a[fromA + t]! * b[fromB + t]!;
  return total;
}

function sum(values: Float64Array, from: number, count: number): number {
  let total = 0;
  for (let t = from; t < from + count; t++) total += values[t]!;
  return total;
}
