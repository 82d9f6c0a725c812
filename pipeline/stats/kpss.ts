import type { StationarityTest } from "./adf.ts";

const TABLE = {
  c: [0.347, 0.463, 0.574, 0.739],
  ct: [0.119, 0.146, 0.176, 0.216],
} as const;
const P_VALUES = [0.1, 0.05, 0.025, 0.01] as const;

/**
 * The test of Kwiatkowski, Phillips, Schmidt and Shin (1992): the null hypothesis is a series stationary around a constant (`c`) or around
 * a straight line (`ct`); a small p speaks against it. Bartlett's weights over the lags by the rule of Hobijn, Franses and Ooms (1998); the
 * p-value lies between 0.01 and 0.1, the ends of the published table, and is one of these where it is beyond. As statsmodels' `kpss(x)`.
 *
 * @param series without gaps
 * @returns null below three values, and where nothing is left after the constant or line
 *
 * @example
 * ```ts
 * import { kpss } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const line = Float64Array.from({ length: 200 }, (_, t) => t + t % 3);
 * assert.equal(kpss(line, "c")!.p, 0.01);
 * assert.equal(kpss(line, "ct")!.p, 0.1);
 * ```
 */
export function kpss(series: Float64Array, around: "c" | "ct"): StationarityTest | null {
  const n = series.length;
  if (n < 3 || series.every((value) => value === series[0])) return null;
  const residuals = residualsAround(series, around === "ct");
  const squares = product(residuals, 0);
  if (!(squares > 1e-20 * n * Math.max(...series.map(Math.abs)) ** 2)) return null;
  const lags = Math.min(hobijnLags(residuals), n - 1);
  let variance = squares;
  for (let lag = 1; lag <= lags; lag++) variance += 2 * product(residuals, lag) * (1 - lag / (lags + 1));
  let running = 0, total = 0;
  for (const residual of residuals) {
    running += residual;
    total += running * running;
  }
  const statistic = total / (n * n) / (variance / n);
  return { statistic, p: tablePValue(statistic, TABLE[around]), lags };
}

function residualsAround(series: Float64Array, line: boolean): Float64Array {
  const n = series.length, middle = (n - 1) / 2;
  let mean = 0, slope = 0;
  for (const value of series) mean += value / n;
  if (line) {
    for (let t = 0; t < n; t++) slope += (t - middle) * (series[t]! - mean);
    slope /= n * (n * n - 1) / 12;
  }
  return series.map((value, t) => value - mean - slope * (t - middle));
}

/** Hobijn, Franses and Ooms (1998), section 3, for Bartlett's weights. */
function hobijnLags(residuals: Float64Array): number {
  const n = residuals.length, pilot = Math.floor(n ** (2 / 9));
  let plain = product(residuals, 0) / n, sloped = 0;
  for (let lag = 1; lag <= pilot; lag++) {
    const covariance = product(residuals, lag) / (n / 2);
    plain += covariance;
    sloped += lag * covariance;
  }
  return Math.floor(1.1447 * ((sloped / plain) ** 2) ** (1 / 3) * n ** (1 / 3));
}

function product(residuals: Float64Array, lag: number): number {
  let sum = 0;
  for (let t = lag; t < residuals.length; t++) sum += residuals[t]! * residuals[t - lag]!;
  return sum;
}

function tablePValue(statistic: number, critical: readonly number[]): number {
  if (statistic <= critical[0]!) return P_VALUES[0];
  for (let i = 1; i < critical.length; i++) {
    if (statistic > critical[i]!) continue;
    const share = (statistic - critical[i - 1]!) / (critical[i]! - critical[i - 1]!);
    return P_VALUES[i - 1]! + share * (P_VALUES[i]! - P_VALUES[i - 1]!);
  }
  return P_VALUES.at(-1)!;
}
