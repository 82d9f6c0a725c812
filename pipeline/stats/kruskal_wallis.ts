import { chiSquareUpperTail } from "./distribution.ts";
import { averageRanks, type Order } from "./order.ts";

/** Whether groups differ in level, and by how much. */
export interface KruskalWallis {
  readonly n: number;
  /** Groups with any value. */
  readonly groups: number;
  /** H, corrected for ties. */
  readonly statistic: number;
  /** By χ², as if the values were independent. */
  readonly p: number;
  /** Effect size ε² = H / (n - 1), from 0 (none) to 1 (Tomczak and Tomczak, 2014). */
  readonly effect: number;
}

/**
 * The test of Kruskal and Wallis (1952): `H = 12/(n(n+1))·Σ R_g²/n_g - 3(n+1)`, divided by `1 - Σ(t³-t)/(n³-n)` for ties.
 *
 * @param groups the group of each value, from 0; what is -1 is left out, as gaps are
 * @returns null where fewer than two groups have values, or all values are equal
 *
 * @example
 * ```ts
 * import { kruskalWallis, orderOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { statistic, groups } = kruskalWallis(orderOf(Float64Array.of(1, 2, 3, 4, NaN)), Int32Array.of(0, 0, 1, 1, 1))!;
 * assert.deepEqual([groups, statistic.toFixed(2)], [2, "2.40"]);
 * ```
 */
export function kruskalWallis(order: Order, groups: Int32Array): KruskalWallis | null {
  const ranks = averageRanks(order, (index) => groups[index]! >= 0);
  const count = 1 + groups.reduce((highest, group) => Math.max(highest, group), -1);
  const sums = new Float64Array(count), counts = new Float64Array(count), held = new Float64Array(order.count);
  let n = 0;
  for (let index = 0; index < ranks.length; index++) {
    if (Number.isNaN(ranks[index]!)) continue;
    sums[groups[index]!]! += ranks[index]!;
    counts[groups[index]!]!++;
    held[order.levels[index]!]!++;
    n++;
  }
  const present = counts.filter((each) => each > 0).length;
  const ties = 1 - held.reduce((sum, t) => sum + (t * t * t - t), 0) / (n ** 3 - n);
  if (present < 2 || !(ties > 0)) return null;
  const statistic = (12 / (n * (n + 1)) * rankTerm(sums, counts) - 3 * (n + 1)) / ties;
  return { n, groups: present, statistic, p: chiSquareUpperTail(statistic, present - 1), effect: statistic / (n - 1) };
}

/** `Σ R_g²/n_g`, the part of H that an arrangement changes. */
export function rankTerm(sums: Float64Array, counts: Float64Array): number {
  let total = 0;
  for (let group = 0; group < sums.length; group++) {
    if (counts[group]! > 0) total += sums[group]! ** 2 / counts[group]!;
  }
  return total;
}
