import { tTwoSided } from "./distribution.ts";

/** A correlation of two series over the rows in which both are observed. */
export interface Correlation {
  /** Rows in which both are observed. */
  readonly n: number;
  /** Null below three rows, and where either is constant over them. */
  readonly r: number | null;
  /** Two-sided, as if the rows were independent; null as r is. */
  readonly p: number | null;
}

/**
 * Pearson's correlation over the complete rows of a pair, `p` by `t = r·√((n-2)/(1-r²))` with n - 2 degrees of freedom.
 *
 * @example
 * ```ts
 * import { pearson } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { n, r } = pearson(Float64Array.of(1, 2, NaN, 4), Float64Array.of(2, 4, 5, 8));
 * assert.deepEqual([n, r], [3, 1]);
 * ```
 */
export function pearson(a: Float64Array, b: Float64Array): Correlation {
  let n = 0, sumA = 0, sumB = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]! + b[i]!)) continue;
    sumA += a[i]!;
    sumB += b[i]!;
    n++;
  }
  const meanA = sumA / n, meanB = sumB / n;
  let squaresA = 0, squaresB = 0, products = 0, first = -1, variesA = false, variesB = false;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]! + b[i]!)) continue;
    if (first < 0) first = i;
    variesA ||= a[i] !== a[first];
    variesB ||= b[i] !== b[first];
    const da = a[i]! - meanA, db = b[i]! - meanB;
    squaresA += da * da;
    squaresB += db * db;
    products += da * db;
  }
  if (n < 3 || !variesA || !variesB) return { n, r: null, p: null };
  const r = Math.max(-1, Math.min(1, products / Math.sqrt(squaresA * squaresB)));
  return { n, r, p: correlationP(r, n) };
}

/**
 * The two-sided p-value of a correlation from n independent rows, or from an effective number of dependent ones.
 *
 * @returns null for n of 2 and below: no degree of freedom is left
 *
 * @example
 * ```ts
 * import { correlationP } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(correlationP(0, 20), 1);
 * assert.ok(correlationP(0.5, 20)! > correlationP(0.5, 200)!);
 * ```
 */
export function correlationP(r: number, n: number): number | null {
  if (n <= 2) return null;
  return tTwoSided(r * Math.sqrt((n - 2) / ((1 - r) * (1 + r))), n - 2);
}
