/**
 * Holm's step-down adjustment (Holm, 1979): the chance of any false finding among all tests is at most the level. The i-th smallest of n
 * p-values is multiplied by n - i + 1; a running maximum keeps the order, and 1 is the cap.
 *
 * @returns the adjusted values, in the order of the input
 *
 * @example
 * ```ts
 * import { holm } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, pValues[index]! * (pValues.length - rank));
    adjusted[index] = Math.min(highest, 1);
  });
  return adjusted;
}
