import type { Bounds } from "./offsets.ts";

const FIRST_WINDOW = 1_000;
const GROWTH = 16;

/**
 * Looks at the last messages of each partition, and then at ever more of them, until enough is found or all were looked at: what is sought
 * mostly lies near the end, and a topic can be long.
 *
 * @param look what is found from an offset of each partition on
 * @param isEnough called with the partitions that were looked at whole
 * @param atLeast messages of each partition that the first look takes
 *
 * @example
 * ```ts
 * import { lookBack } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const bounds = new Map([[0, { low: 0, high: 20_000 }]]);
 * const starts: number[] = [];
 * await lookBack(bounds, (from) => Promise.resolve(void starts.push(from.get(0)!)), () => false);
 * assert.deepEqual(starts, [19_000, 4_000, 0]);
 * ```
 */
export async function lookBack<T>(
  bounds: ReadonlyMap<number, Bounds>,
  look: (from: ReadonlyMap<number, number>) => Promise<T>,
  isEnough: (found: T, isWhole: (partition: number) => boolean) => boolean,
  atLeast = 0,
): Promise<T> {
  for (let window = Math.max(FIRST_WINDOW, atLeast);; window *= GROWTH) {
    const from = new Map([...bounds].map(([partition, { low, high }]) => [partition, Math.max(low, high - window)]));
    const found = await look(from);
    const isWhole = (partition: number) => from.get(partition) === bounds.get(partition)!.low;
    if (isEnough(found, isWhole) || [...bounds.keys()].every(isWhole)) return found;
  }
}
