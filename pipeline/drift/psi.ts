import { quantile } from "../stats/mod.ts";

/** A share of nothing would make the index infinite. */
const FLOOR = 1e-4;

/**
 * The nine inner deciles (type 7) of a reference: edges of ten bins.
 *
 * @param sorted observed values, smallest first, at least one
 */
export function decilesOf(sorted: Float64Array): Float64Array {
  return Float64Array.from({ length: 9 }, (_, at) => quantile(sorted, (at + 1) / 10)!);
}

/** Shares of the ten bins, floored at 1e-4. A value on an edge is in the upper bin, as in NumPy's `histogram`. */
export function sharesOf(edges: Float64Array, values: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(edges.length + 1);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    let bin = 0;
    while (bin < edges.length && edges[bin]! <= value) bin++;
    shares[bin]!++;
  }
  return shares.map((count) => Math.max(count / values.length, FLOOR));
}

/** The index of two distributions in the same bins: `Σ (a − r)·ln(a/r)`. */
export function indexOf(reference: Float64Array, actual: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    sum += (actual[bin]! - reference[bin]!) * Math.log(actual[bin]! / reference[bin]!);
  }
  return sum;
}

/**
 * Population stability index of `current` against `reference`: ten bins by the reference's deciles (type 7), shares floored at 1e-4. By
 * custom over 0.1 is a change and over 0.25 a large one.
 *
 * @param reference observed values, at least one
 * @param current observed values, at least one
 *
 * @example
 * ```ts
 * import { populationStability } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const values = Float64Array.from({ length: 100 }, (_, at) => at);
 * assert.equal(populationStability(values, values), 0);
 * assert.ok(populationStability(values, values.map((value) => value + 20)) > 0.25);
 * ```
 */
export function populationStability(reference: Float64Array, current: Float64Array): number {
  const edges = decilesOf(reference.toSorted());
  return indexOf(sharesOf(edges, reference), sharesOf(edges, current));
}
