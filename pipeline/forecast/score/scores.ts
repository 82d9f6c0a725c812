import type { Scored } from "../backtest.ts";
import type { Target } from "../training.ts";
import type { Hours } from "../../series/mod.ts";

/** How far off forecasts were, in the target's unit (`r2` and `mase24` have none); null where it is undefined. */
export interface Scores {
  readonly mae: number | null;
  readonly rmse: number | null;
  /** About the mean of the actual values. */
  readonly r2: number | null;
  /** Mean of forecast minus actual. */
  readonly bias: number | null;
  /** The MAE over that of yesterday's same hour, in the training part. */
  readonly mase24: number | null;
  /** The MAE of the strict hours. */
  readonly mae_strict: number | null;
}

/** The hours that were forecast. */
export const forecastOf = (rows: readonly Scored[]): Scored[] => rows.filter(({ refused }) => refused === null);

/** @param scale mean absolute difference to the day before, up to the cut: see {@linkcode dailyScale} */
export function scoresOf(all: readonly Scored[], scale: number): Scores {
  const rows = forecastOf(all);
  const mae = meanOf(rows.map(absoluteError)), strict = rows.filter((row) => row.strict);
  const squares = rows.reduce((sum, { value, actual }) => sum + (value - actual) ** 2, 0);
  const mean = meanOf(rows.map(({ actual }) => actual)) ?? NaN;
  const spread = rows.reduce((sum, { actual }) => sum + (actual - mean) ** 2, 0);
  return {
    mae,
    rmse: rows.length > 0 ? Math.sqrt(squares / rows.length) : null,
    r2: spread > 0 ? 1 - squares / spread : null,
    bias: meanOf(rows.map(({ value, actual }) => value - actual)),
    mase24: mae !== null && scale > 0 ? mae / scale : null,
    mae_strict: meanOf(strict.map(absoluteError)),
  };
}

export const absoluteError = ({ value, actual }: Scored): number => Math.abs(value - actual);

export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of |y(t) - y(t-24)| over all hours of a training in which both are observed: what MASE24 divides by. */
export function dailyScale({ fields }: Hours, target: Target): number {
  const y = fields[target];
  let sum = 0, count = 0;
  for (let i = 24; i < y.length; i++) {
    const change = Math.abs(y[i]! - y[i - 24]!);
    if (Number.isNaN(change)) continue;
    sum += change;
    count++;
  }
  return sum / count;
}

/** Share of the hours within a 90 % interval, and its mean width. */
export interface Coverage {
  readonly coverage: number | null;
  readonly width: number | null;
}

/** Of the intervals around the early model's forecasts. */
export function coverageOf(all: readonly Scored[], half: "splitHalf" | "rollingHalf"): Coverage {
  const rows = forecastOf(all).filter(({ early }) => !Number.isNaN(early));
  return {
    coverage: meanOf(rows.map((row) => Math.abs(row.actual - row.early) <= row[half] ? 1 : 0)),
    width: meanOf(rows.map((row) => 2 * row[half])),
  };
}
