/** Hours in a row without a value. */
export interface Gap {
  /** Index of its first hour. */
  readonly start: number;
  /** In hours. */
  readonly length: number;
}

/**
 * The gaps of a measurement, in order of time.
 *
 * @example
 * ```ts
 * import { gapsOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(gapsOf(Float64Array.of(NaN, 1, NaN, NaN)), [{ start: 0, length: 1 }, { start: 2, length: 2 }]);
 * ```
 */
export function gapsOf(values: Float64Array): Gap[] {
  const gaps: Gap[] = [];
  for (let start = 0; start < values.length; start++) {
    let end = start;
    while (end < values.length && Number.isNaN(values[end])) end++;
    if (end > start) gaps.push({ start, length: end - start });
    start = end;
  }
  return gaps;
}
