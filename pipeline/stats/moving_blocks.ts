import type { Random } from "./random.ts";

/**
 * One draw of the moving-block bootstrap (Künsch, 1989): how often each of `count` days counts when blocks of consecutive days are drawn
 * with replacement until there are `count` again, the last block cut. What depends on its neighbours is drawn with them. A block of one is
 * the plain bootstrap.
 *
 * @returns a weight for each day; their sum is `count`
 *
 * @example
 * ```ts
 * import { movingBlockWeights, seededRandom } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const weights = movingBlockWeights(30, 7, seededRandom(1));
 * assert.equal(weights.reduce((sum, weight) => sum + weight, 0), 30);
 * ```
 */
export function movingBlockWeights(count: number, block: number, random: Random): Uint16Array {
  const weights = new Uint16Array(count), length = Math.min(block, count);
  for (let drawn = 0; drawn < count; drawn += length) {
    const start = Math.floor(random.uniform() * (count - length + 1));
    for (let day = start; day < start + Math.min(length, count - drawn); day++) weights[day]!++;
  }
  return weights;
}
