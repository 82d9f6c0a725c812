/**
 * The step-up adjustment of Benjamini and Hochberg (1995): the share of false findings among all findings is at most the level. The i-th
 * smallest of n p-values becomes `p·n/i`; a running minimum from the largest keeps the order, and 1 is the cap.
 *
 * @returns the adjusted values, in the order of the input
 *
 * @example
 * ```ts
 * import { benjaminiHochberg } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(benjaminiHochberg([0.01, 0.04, 0.03]), [0.03, 0.04, 0.04]);
 * ```
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const count = pValues.length;
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(count);
  let lowest = 1;
  for (let rank = count; rank > 0; rank--) {
    const index = order[rank - 1]!;
    lowest = Math.min(lowest, pValues[index]! * count / rank);
    adjusted[index] = lowest;
  }
  return adjusted;
}
