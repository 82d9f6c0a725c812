/** Where the level of a series changes, and how high it is between. */
export interface Segment {
  /** First value, counted from 0. */
  readonly from: number;
  /** The value after its last. */
  readonly to: number;
  readonly mean: number;
}

/**
 * Segments of constant mean: those of the smallest sum of squares around their means plus `penalty` a segment, none shorter than
 * `minLength`; exact, by dynamic programming with pruning (PELT; Killick, Fearnhead and Eckley, 2012). For values that depend on their
 * neighbours the penalty must be a multiple of their long-run variance, or weather becomes a change.
 *
 * @param series without gaps
 * @returns one segment where there is no change; none where there is no value
 *
 * @example
 * ```ts
 * import { changePoints } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const segments = changePoints(Float64Array.of(1, 1, 1, 5, 5, 5), 2, 1);
 * assert.deepEqual(segments.map(({ from, mean }) => [from, mean]), [[0, 1], [3, 5]]);
 * ```
 */
export function changePoints(series: Float64Array, minLength: number, penalty: number): Segment[] {
  const n = series.length;
  if (n === 0) return [];
  // Sums about the first value: about 0 they would lose digits of a small spread at a high level.
  const sums = new Float64Array(n + 1), squares = new Float64Array(n + 1), origin = series[0]!;
  series.forEach((value, t) => {
    sums[t + 1] = sums[t]! + value - origin;
    squares[t + 1] = squares[t]! + (value - origin) ** 2;
  });
  const cost = (from: number, to: number) =>
    Math.max(0, squares[to]! - squares[from]! - (sums[to]! - sums[from]!) ** 2 / (to - from));
  const best = new Float64Array(n + 1).fill(Infinity), before = new Int32Array(n + 1);
  best[0] = -penalty;
  let starts = [0];
  for (let to = Math.min(minLength, n); to <= n; to++) {
    for (const from of starts) {
      const total = best[from]! + cost(from, to) + penalty;
      if (total < best[to]!) {
        best[to] = total;
        before[to] = from;
      }
    }
    // A start that is worse now by a whole segment stays so.
    starts = starts.filter((from) => best[from]! + cost(from, to) <= best[to]!);
    if (to - minLength + 1 >= minLength) starts.push(to - minLength + 1);
  }
  const segments: Segment[] = [];
  for (let to = n; to > 0; to = before[to]!) {
    const from = before[to]!;
    segments.unshift({ from, to, mean: origin + (sums[to]! - sums[from]!) / (to - from) });
  }
  return segments;
}
