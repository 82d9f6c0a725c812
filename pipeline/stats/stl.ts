import { PipelineError } from "../common/mod.ts";
import { loessWindow, type Smoother, smoother, type Window } from "./loess.ts";
import { select } from "./select.ts";

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
  const windows = stlWindows(series.length, period, seasonal);
  return windows === null ? null : decompose(series, windows, robust);
}

/** The windows of a decomposition: they depend on the length of the series alone. */
export interface StlWindows {
  readonly trend: Window;
  readonly lowPass: Window;
  /** Of the series of each place in the cycle. */
  readonly cycles: readonly Window[];
}

/** @returns null below two cycles @throws {PipelineError} as `stl` */
export function stlWindows(n: number, period: number, seasonal: number): StlWindows | null {
  if (period < 2 || seasonal < 3 || seasonal % 2 === 0) {
    throw new PipelineError(
      "internal",
      `Cannot decompose a series as its windows do not fit: expected a period from 2 and an odd seasonal window from 3, got ${period} and ${seasonal}`,
    );
  }
  if (n < 2 * period) return null;
  return {
    trend: loessWindow(n, odd(Math.ceil(1.5 * period / (1 - 1.5 / seasonal)))),
    lowPass: loessWindow(n, odd(period + 1)),
    cycles: windowsOfCycles(n, period, seasonal),
  };
}

/** `stl` with its windows. */
export function decompose(series: Float64Array, windows: StlWindows, robust: boolean): Decomposition {
  const n = series.length, period = windows.cycles.length, [inner, outer] = robust ? [2, 15] : [5, 0];
  const trend = new Float64Array(n), season = new Float64Array(n), work = new Float64Array(n);
  const cycles = new Float64Array(n + 2 * period), smoothLowPass = smoother(windows.lowPass);
  let weights: Float64Array | undefined;
  for (let round = 0; round <= outer; round++) {
    const smoothTrend = smoother(windows.trend, weights), smoothCycles = cycleSmoother(windows.cycles, weights);
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
  const remainder = new Float64Array(n);
  for (let t = 0; t < n; t++) remainder[t] = series[t]! - trend[t]! - season[t]!;
  return { trend, seasonal: season, remainder };
}

const odd = (window: number) => window + (window % 2 === 0 ? 1 : 0);

/** The windows of the series of each place in the cycle: all 00:00, all 01:00, …; they are of two lengths at most. */
function windowsOfCycles(n: number, period: number, width: number): Window[] {
  const whole = Math.floor(n / period), rest = n % period;
  const long = loessWindow(whole + 1, width, 1), short = loessWindow(whole, width, 1);
  return Array.from({ length: period }, (_, place) => place < rest ? long : short);
}

/** Smooths the series of each place in the cycle, and goes on by one cycle at both ends. */
function cycleSmoother(windows: readonly Window[], weights?: Float64Array): Smoother {
  const period = windows.length;
  const parts = windows.map((window, place) => {
    const own = weights === undefined ? undefined : new Float64Array(window.n);
    for (let i = 0; own !== undefined && i < window.n; i++) own[i] = weights![place + i * period]!;
    return smoother(window, own);
  });
  const own = new Float64Array(windows[0]!.n), smoothed = new Float64Array(windows[0]!.n + 2);
  return (values, cycles) =>
    parts.forEach((smooth, place) => {
      const { n } = windows[place]!;
      for (let i = 0; i < n; i++) own[i] = values[place + i * period]!;
      smooth(own, smoothed);
      for (let i = 0; i < n + 2; i++) cycles[place + i * period] = smoothed[i]!;
    });
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
  const n = series.length, sizes = new Float64Array(n);
  for (let t = 0; t < n; t++) sizes[t] = Math.abs(series[t]! - trend[t]! - season[t]!);
  const ordered = sizes.slice(),
    limit = 3 * (select(ordered, Math.floor(n / 2)) + select(ordered, Math.floor((n - 1) / 2)));
  if (limit === 0) return sizes.fill(1);
  for (let t = 0; t < n; t++) {
    const share = sizes[t]! / limit, rest = 1 - share * share;
    sizes[t] = share <= 0.001 ? 1 : share <= 0.999 ? rest * rest : 0;
  }
  return sizes;
}
