import { decompose, stlWindows } from "./stl.ts";

/** A series taken apart into a trend, one seasonal component a period, and what remains. */
export interface MultipleDecomposition {
  readonly trend: Float64Array;
  /** In the order of the periods. */
  readonly seasonal: readonly Float64Array[];
  readonly remainder: Float64Array;
}

/** One cycle of a series: its length in values, and the window of its smoother in cycles (odd). */
export interface Cycle {
  readonly period: number;
  readonly window: number;
}

/**
 * MSTL (Bandara, Hyndman and Bergmeir, 2021), as statsmodels' `MSTL(x, periods, windows, iterate=2)` without a Box–Cox transform: STL for
 * each cycle in turn on the series without the others, twice round; the trend is that of the last.
 *
 * @param series without gaps
 * @param cycles in ascending order of their periods
 * @returns null where the series is shorter than two of the longest cycle
 *
 * @example
 * ```ts
 * import { mstl } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const series = Float64Array.from({ length: 1008 }, (_, t) => Math.sin(2 * Math.PI * t / 24) + Math.cos(2 * Math.PI * t / 168));
 * const { seasonal } = mstl(series, [{ period: 24, window: 11 }, { period: 168, window: 15 }])!;
 * assert.ok(Math.abs(seasonal[0]![510]! - 1) < 0.1); // 510 = 21 days and 6 hours
 * ```
 */
export function mstl(series: Float64Array, cycles: readonly Cycle[]): MultipleDecomposition | null {
  const n = series.length, windows = cycles.map(({ period, window }) => stlWindows(n, period, window));
  const seasonal = cycles.map((): Float64Array => new Float64Array(n));
  let rest = series, trend: Float64Array = new Float64Array(n);
  for (let round = 0; round < 2; round++) {
    for (const [index, own] of windows.entries()) {
      if (own === null) return null;
      const parts = decompose(rest.map((value, t) => value + seasonal[index]![t]!), own, false);
      rest = rest.map((value, t) => value + seasonal[index]![t]! - parts.seasonal[t]!);
      seasonal[index] = parts.seasonal;
      trend = parts.trend;
    }
  }
  return { trend, seasonal, remainder: rest.map((value, t) => value - trend[t]!) };
}
