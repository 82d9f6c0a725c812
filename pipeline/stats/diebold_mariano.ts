import { tTwoSided } from "./distribution.ts";
import { longRunVariance } from "./long_run_variance.ts";
import { meanOf } from "./mean.ts";

/** The statistic of Diebold and Mariano, and its two-sided p-value. */
export interface DieboldMariano {
  /** Negative where the first forecaster loses less. */
  readonly statistic: number;
  readonly p: number;
}

/**
 * The test of Diebold and Mariano (1995) that two forecasters lose alike one step ahead, with the small-sample factor of Harvey,
 * Leybourne and Newbold (1997): `d̄/√(V/n)·√((n-1)/n)`, V the long-run variance with Bartlett's weights, t with n - 1 degrees of freedom.
 *
 * @param differences loss of the first forecaster minus loss of the second, in time order, gaps closed up
 * @returns null below two values, and where V is zero: the losses differ by a constant
 *
 * @example
 * ```ts
 * import { dieboldMariano } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(dieboldMariano(Float64Array.of(1, -1, 1, -1), 0)?.p, 1);
 * assert.equal(dieboldMariano(Float64Array.of(0, 0, 0), 24), null);
 * ```
 */
export function dieboldMariano(differences: Float64Array, lags: number): DieboldMariano | null {
  const n = differences.length;
  if (n < 2 || differences.every((value) => value === differences[0])) return null;
  const variance = longRunVariance(differences, lags)!;
  if (!(variance > 0)) return null;
  const statistic = meanOf(differences)! / Math.sqrt(variance / n) * Math.sqrt((n - 1) / n);
  return { statistic, p: tTwoSided(statistic, n - 1) };
}
