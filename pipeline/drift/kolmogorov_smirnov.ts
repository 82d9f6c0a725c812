/** Largest distance of two distribution functions, and how likely chance alone makes one as large. */
export interface KolmogorovSmirnov {
  d: number;
  /** By the limiting distribution of Kolmogorov, for independent values: hours are dependent, so read `d`. */
  p: number;
}

/**
 * The two-sample test of Kolmogorov and Smirnov, two-sided, with its asymptotic p.
 *
 * @param reference observed values, at least one
 * @param current observed values, at least one
 *
 * @example
 * ```ts
 * import { kolmogorovSmirnov } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { d, p } = kolmogorovSmirnov(Float64Array.of(1, 2, 3, 4), Float64Array.of(3, 4, 5, 6));
 * assert.equal(d, 0.5);
 * assert.ok(p > 0.69 && p < 0.71);
 * ```
 */
export function kolmogorovSmirnov(reference: Float64Array, current: Float64Array): KolmogorovSmirnov {
  const a = reference.toSorted(), b = current.toSorted();
  const d = distanceOf(a, b);
  return { d, p: upperTail(Math.sqrt(a.length * b.length / (a.length + b.length)) * d) };
}

/** Both sorted, smallest first. */
export function distanceOf(a: Float64Array, b: Float64Array): number {
  let d = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    d = Math.max(d, Math.abs(i / a.length - j / b.length));
  }
  return d;
}

/** 1 − K(x), K Kolmogorov's distribution: by the series that converges quickly on its side of 1. */
function upperTail(x: number): number {
  if (x < 1) {
    let sum = 0;
    for (let k = 1; k < 40; k += 2) sum += Math.exp(-((k * Math.PI / x) ** 2) / 8);
    return x === 0 ? 1 : 1 - Math.sqrt(2 * Math.PI) / x * sum;
  }
  let sum = 0;
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return 2 * sum;
}
