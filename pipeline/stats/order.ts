/** The values of a series as levels: equal values share one, and levels ascend. It is made once, and ranks of any selection follow from it. */
export interface Order {
  /** The level of each value from 0; -1 at a gap. */
  readonly levels: Int32Array;
  /** How many levels there are. */
  readonly count: number;
}

/**
 * The order of a series' values.
 *
 * @example
 * ```ts
 * import { orderOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(orderOf(Float64Array.of(5, NaN, 2, 5)), { levels: Int32Array.of(1, -1, 0, 1), count: 2 });
 * ```
 */
export function orderOf(series: Float64Array): Order {
  const sorted = series.filter((value) => !Number.isNaN(value)).sort();
  const levelOf = new Map<number, number>();
  for (const value of sorted) if (!levelOf.has(value)) levelOf.set(value, levelOf.size);
  const levels = Int32Array.from(series, (value) => Number.isNaN(value) ? -1 : levelOf.get(value)!);
  return { levels, count: levelOf.size };
}

/**
 * Ranks from 1 among the values that are kept; equal values get the mean of the ranks they span.
 *
 * @param keep whether a value counts; by default each that is observed
 * @returns NaN at gaps and at what is not kept
 *
 * @example
 * ```ts
 * import { averageRanks, orderOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(averageRanks(orderOf(Float64Array.of(5, NaN, 2, 5))), Float64Array.of(2.5, NaN, 1, 2.5));
 * ```
 */
export function averageRanks({ levels, count }: Order, keep?: (index: number) => boolean): Float64Array {
  const held = new Int32Array(count),
    ranks = new Float64Array(levels.length).fill(NaN),
    rankOf = new Float64Array(count);
  const isKept = (index: number) => levels[index]! >= 0 && (keep === undefined || keep(index));
  for (let index = 0; index < levels.length; index++) if (isKept(index)) held[levels[index]!]!++;
  let below = 0;
  for (let level = 0; level < count; level++) {
    rankOf[level] = below + (held[level]! + 1) / 2;
    below += held[level]!;
  }
  for (let index = 0; index < levels.length; index++) if (isKept(index)) ranks[index] = rankOf[levels[index]!]!;
  return ranks;
}
