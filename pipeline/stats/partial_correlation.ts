import { type Correlation, correlationP, pearson } from "./pearson.ts";

const MAX_ROUNDS = 200, CLOSE_ENOUGH = 1e-15;

/**
 * What a series has left when the means of two or more groupings are taken out of it together: the residuals of a least-squares fit on
 * their dummies, by turns until nothing moves (method of alternating projections; Guimarães and Portugal, 2010).
 *
 * @param groupings each with the group of each value, from 0
 *
 * @example
 * ```ts
 * import { withoutGroups } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(withoutGroups(Float64Array.of(1, 3, NaN, 10), [Int32Array.of(0, 0, 0, 1)]), Float64Array.of(-1, 1, NaN, 0));
 * ```
 */
export function withoutGroups(series: Float64Array, groupings: readonly Int32Array[]): Float64Array {
  const rest = series.slice();
  const scale = series.reduce(
    (highest, value) => Number.isNaN(value) ? highest : Math.max(highest, Math.abs(value)),
    0,
  );
  const counts = groupings.map((groups) => {
    const count = new Float64Array(1 + groups.reduce((a, b) => Math.max(a, b), -1));
    groups.forEach((group, index) => Number.isNaN(rest[index]!) ? 0 : count[group]!++);
    return count;
  });
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let moved = 0;
    for (const [which, groups] of groupings.entries()) {
      const means = new Float64Array(counts[which]!.length);
      for (let i = 0; i < rest.length; i++) if (!Number.isNaN(rest[i]!)) means[groups[i]!]! += rest[i]!;
      for (let group = 0; group < means.length; group++) {
        if (counts[which]![group]! > 0) means[group]! /= counts[which]![group]!;
        moved = Math.max(moved, Math.abs(means[group]!));
      }
      for (let i = 0; i < rest.length; i++) rest[i]! -= means[groups[i]!]!;
    }
    if (moved <= CLOSE_ENOUGH * scale) break;
  }
  return rest;
}

/**
 * The correlation of two series with groupings taken out of both, over their complete rows: of the residuals of each on the dummies of all
 * groupings. `p` by t with `n - 2 - (groups - groupings)` degrees of freedom, as if the rows were independent.
 *
 * @example
 * ```ts
 * import { partialCorrelation } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const group = Int32Array.of(0, 0, 0, 1, 1, 1);
 * const { r } = partialCorrelation(Float64Array.of(1, 2, 3, 11, 12, 13), Float64Array.of(3, 2, 1, 9, 8, 7), [group]);
 * assert.ok(Math.abs(r! + 1) < 1e-12); // together they rise, within each group they go against each other
 * ```
 */
export function partialCorrelation(a: Float64Array, b: Float64Array, groupings: readonly Int32Array[]): Correlation {
  const onlyWith = (series: Float64Array, other: Float64Array) =>
    series.map((v, i) => Number.isNaN(other[i]!) ? NaN : v);
  const { n, r } = pearson(withoutGroups(onlyWith(a, b), groupings), withoutGroups(onlyWith(b, a), groupings));
  const groups = groupings.reduce((sum, each) => {
    const present = new Set<number>();
    each.forEach((group, i) => Number.isNaN(a[i]! + b[i]!) ? 0 : present.add(group));
    return sum + present.size - 1;
  }, 0);
  const p = r === null ? null : correlationP(r, n - groups);
  return p === null ? { n, r: null, p: null } : { n, r, p };
}
