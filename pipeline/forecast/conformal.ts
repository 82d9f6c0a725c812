import { countBelow } from "./count_below.ts";
import { packFloats, unpackFloats } from "./packed.ts";

/** What the month before the cut said of a model fitted without it. */
export interface Calibration {
  /** The early model's last hour, milliseconds since 1970: only errors of later hours count. */
  readonly afterMs: number;
  /** Absolute errors of that month, smallest first, in the target's unit. */
  readonly sortedErrors: Float64Array;
}

/** A station's newest absolute errors in the target's unit, in two orders, so that no forecast has to sort. */
export type NewestErrors = {
  /** Oldest first. */
  errors: number[];
  /** Smallest first. */
  sortedErrors: number[];
};

/** Errors that the rolling interval looks back on: two weeks of hours. */
export const ROLLING_ERRORS = 336;

/** Below so many known errors the rolling interval is the split one. */
export const MIN_ROLLING_ERRORS = 100;

/** Share of the hours that an interval is to hold, unless another is asked for. */
export const COVERAGE = 0.9;

/**
 * Half the width of a conformal interval: the k-th smallest absolute error, `k = ceil(coverage·(n+1))`; infinite where k is over n, as
 * so few errors promise nothing.
 *
 * Source: Lei, G'Sell, Rinaldo, Tibshirani, Wasserman (2018), Distribution-free predictive inference for regression, algorithm 2.
 *
 * @param sortedErrors absolute errors, smallest first
 *
 * @example
 * ```ts
 * import { conformalHalfWidth } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(conformalHalfWidth([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.9), 9);
 * assert.equal(conformalHalfWidth([1, 2], 0.9), Infinity);
 * ```
 */
export function conformalHalfWidth(sortedErrors: ArrayLike<number>, coverage: number): number {
  // Rounded to 9 places first: 0.9·10 must be 9, and 0.7·10 is 7.000000000000001 for some shares.
  const k = Math.ceil(Math.round(coverage * (sortedErrors.length + 1) * 1e9) / 1e9);
  return k > sortedErrors.length ? Infinity : sortedErrors[Math.max(k, 1) - 1]!;
}

/** Half the width by the station's own newest errors; by the calibration's where they are too few. */
export function rollingHalfWidth(newest: NewestErrors, calibration: Calibration, coverage: number): number {
  const errors = newest.sortedErrors.length < MIN_ROLLING_ERRORS ? calibration.sortedErrors : newest.sortedErrors;
  return conformalHalfWidth(errors, coverage);
}

/** Adds an error and forgets the oldest beyond {@linkcode ROLLING_ERRORS}. */
export function addError({ errors, sortedErrors }: NewestErrors, error: number): void {
  errors.push(error);
  sortedErrors.splice(countBelow(sortedErrors, error), 0, error);
  if (errors.length <= ROLLING_ERRORS) return;
  const oldest = errors.shift()!;
  sortedErrors.splice(countBelow(sortedErrors, oldest), 1);
}

/** A calibration as JSON. */
export type CalibrationJson = { afterMs: number; sortedErrors: string };

export const encodeCalibration = ({ afterMs, sortedErrors }: Calibration): CalibrationJson => ({
  afterMs,
  sortedErrors: packFloats(sortedErrors),
});

export const decodeCalibration = ({ afterMs, sortedErrors }: CalibrationJson): Calibration => ({
  afterMs,
  sortedErrors: unpackFloats(sortedErrors),
});
