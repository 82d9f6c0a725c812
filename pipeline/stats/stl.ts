import { PipelineError } from "../common/mod.ts";
import { localFit, prepareLoess, type Smoother } from "./loess.ts";
import { quantile } from "./quantile.ts";

/** A series taken apart: `series = trend + seasonal + remainder`. */
export interface Decomposition {
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  readonly remainder: Float64Array;
}

/** How STL smooths; what is absent is as in statsmodels. */
export interface StlOptions {
  /** Values a cycle: 24 for a day of hours. */
  readonly period: number;
  /** Window of the seasonal smoother, in cycles: odd, 7 unless given. */
  readonly seasonal?: number;
  /** Whether outliers are weighted down: 2 inner and 15 outer rounds, else 5 and none. */
  readonly robust?: boolean;
}

/**
 * Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae and Terpenning, 1990), as statsmodels' `STL(x, period, seasonal,
 * robust)`: trend window the smallest odd number from `1.5·period / (1 - 1.5/seasonal)`, low-pass window the smallest odd one above the
 * period, degrees 1, jumps 1.
 *
 * @param series without gaps
 * @returns null below two cycles
 * @throws {PipelineError} `internal` for a period below 2 or a seasonal window that is even or below 3
 *
 * @example
 * ```ts
 * import { stl } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const series = Float64Array.from({ length: 240 }, (_, t) => 0.1 * t + Math.sin(2 * Math.PI * t / 24));
 * const { trend, seasonal } = stl(series, { period: 24 })!;
 * assert.ok(Math.abs(trend[120]! - 12) < 0.05);
 * assert.ok(Math.abs(seasonal[126]! - 1) < 0.05);
 * ```
 */
export function stl(series: Float64Array, { period, seasonal = 7, robust = false }: StlOptions): Decomposition | null {
  if (period < 2 || seasonal < 3 || seasonal % 2 === 0) {
    throw new PipelineError(
      "internal",
      `Cannot decompose a series as its windows do not fit: expected a period from 2 and an odd seasonal window from 3, got ${period} and ${seasonal}`,
    );
  }
  const n = series.length;
  if (n < 2 * period) return null;
  const trendWindow = odd(Math.ceil(1.5 * period / (1 - 1.5 / seasonal))), lowPassWindow = odd(period + 1);
  const [inner, outer] = robust ? [2, 15] : [5, 0];
  const trend = new Float64Array(n), season = new Float64Array(n), work = new Float64Array(n);
  const cycles = new Float64Array(n + 2 * period);
  const smoothLowPass = prepareLoess(n, lowPassWindow);
  let weights: Float64Array | undefined;
  for (let round = 0; round <= outer; round++) {
    const smoothTrend = prepareLoess(n, trendWindow, weights);
    const smoothCycles = prepareCycles(n, period, seasonal, weights);
    for (let step = 0; step < inner; step++) {
      for (let t = 0; t < n; t++) work[t] = series[t]! - trend[t]!;
      smoothCycles(work, cycles);
      smoothLowPass(lowPass(cycles, period), work);
      for (let t = 0; t < n; t++) {
        season[t] = cycles[period + t]! - work[t]!;
        work[t] = series[t]! - season[t]!;
      }
      smoothTrend(work, trend);
    }
    if (round < outer) weights = robustnessWeights(series, trend, season);
  }
  const remainder = series.map((value, t) => value - trend[t]! - season[t]!);
  return { trend, seasonal: season, remainder };
}

const odd = (window: number) => window + (window % 2 === 0 ? 1 : 0);

/** Smooths each hour's own series (all 00:00, all 01:00, …), and goes on by one cycle at both ends. */
function prepareCycles(n: number, period: number, window: number, weights?: Float64Array): Smoother {
  const parts = Array.from({ length: period }, (_, phase) => {
    const count = Math.floor((n - phase - 1) / period) + 1;
    const own = weights === undefined ? undefined : strided(weights, phase, period, count);
    const reach = Math.min(window, count);
    return {
      count,
      smooth: prepareLoess(count, window, own),
      before: localFit(count, window, -1, 0, reach, own),
      after: localFit(count, window, count, Math.max(0, count - window), count, own),
      values: new Float64Array(count),
      smoothed: new Float64Array(count),
    };
  });
  return (values, cycles) =>
    parts.forEach(({ count, smooth, before, after, values: own, smoothed }, phase) => {
      for (let i = 0; i < count; i++) own[i] = values[phase + i * period]!;
      smooth(own, smoothed);
      cycles[phase] = before === null ? smoothed[0]! : product(before, own, 0);
      for (let i = 0; i < count; i++) cycles[phase + (i + 1) * period] = smoothed[i]!;
      cycles[phase + (count + 1) * period] = after === null
        ? smoothed[count - 1]!
        : product(after, own, count - after.length);
    });
}

const strided = (values: Float64Array, from: number, step: number, count: number) =>
  Float64Array.from({ length: count }, (_, index) => values[from + index * step]!);

function product(coefficients: Float64Array, values: Float64Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum += coefficients[i]! * values[from + i]!;
  return sum;
}

/** Moving averages over a period, a period, and three. */
const lowPass = (values: Float64Array, period: number) =>
  movingAverage(movingAverage(movingAverage(values, period), period), 3);

function movingAverage(values: Float64Array, window: number): Float64Array {
  const averages = new Float64Array(values.length - window + 1);
  let sum = 0;
  for (let i = 0; i < window; i++) sum += values[i]!;
  averages[0] = sum / window;
  for (let i = window; i < values.length; i++) {
    sum += values[i]! - values[i - window]!;
    averages[i - window + 1] = sum / window;
  }
  return averages;
}

/** Bisquare weights of the remainders: 0 from six times their median size on. */
function robustnessWeights(series: Float64Array, trend: Float64Array, season: Float64Array): Float64Array {
  const sizes = series.map((value, t) => Math.abs(value - trend[t]! - season[t]!));
  const limit = 6 * quantile(sizes.slice().sort(), 0.5)!;
  if (limit === 0) return sizes.fill(1);
  return sizes.map((size) => size <= 0.001 * limit ? 1 : size <= 0.999 * limit ? (1 - (size / limit) ** 2) ** 2 : 0);
}
