/**
 * The rising curve nearest to a series of points in least squares: y as a function of x that never falls, by pooling neighbours that do
 * (pool adjacent violators; Barlow and others, 1972). Points of equal x share one value. What is left over is how far y is from being a
 * rising function of x at all.
 *
 * @returns the curve's value at each point; NaN where x or y is a gap
 *
 * @example
 * ```ts
 * import { isotonicFit } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(isotonicFit(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 3, 2, 4)), Float64Array.of(1, 2.5, 2.5, 4));
 * ```
 */
export function isotonicFit(x: Float64Array, y: Float64Array): Float64Array {
  const order = Int32Array.from(x.keys()).filter((index) => !Number.isNaN(x[index]! + y[index]!));
  order.sort((a, b) => x[a]! - x[b]!);
  const pools: { sum: number; count: number; mean: number }[] = [];
  for (let at = 0; at < order.length;) {
    let sum = 0, count = 0;
    const level = x[order[at]!]!;
    for (; at < order.length && x[order[at]!] === level; at++, count++) sum += y[order[at]!]!;
    let pool = { sum, count, mean: sum / count };
    while (pools.length > 0 && pools.at(-1)!.mean >= pool.mean) {
      const before = pools.pop()!, joined = before.sum + pool.sum, members = before.count + pool.count;
      pool = { sum: joined, count: members, mean: joined / members };
    }
    pools.push(pool);
  }
  const fit = new Float64Array(x.length).fill(NaN);
  let at = 0;
  for (const { count, mean } of pools) for (let i = 0; i < count; i++) fit[order[at++]!] = mean;
  return fit;
}
