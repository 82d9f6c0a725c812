import { averageRanks, type Order } from "./order.ts";
import { type Correlation, pearson } from "./pearson.ts";

/**
 * Spearman's rank correlation: reduced to the complete rows of the pair first, then average ranks, then Pearson's correlation of the ranks.
 * (Ranks taken before the reduction would count rows that the pair does not have.)
 *
 * @example
 * ```ts
 * import { orderOf, spearman } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { n, r } = spearman(orderOf(Float64Array.of(1, 2, NaN, 4)), orderOf(Float64Array.of(1, 8, 9, 64)));
 * assert.deepEqual([n, r], [3, 1]);
 * ```
 */
export function spearman(a: Order, b: Order): Correlation {
  const ranksA = averageRanks(a, (index) => b.levels[index]! >= 0);
  const ranksB = averageRanks(b, (index) => a.levels[index]! >= 0);
  return pearson(ranksA, ranksB);
}
