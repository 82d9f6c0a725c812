/**
 * The values of a series that are not gaps, in their order.
 *
 * @example
 * ```ts
 * import { observedOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(observedOf(Float64Array.of(1, NaN, 3)), Float64Array.of(1, 3));
 * ```
 */
export function observedOf(series: Float64Array): Float64Array {
  return series.filter((value) => !Number.isNaN(value));
}
