import { meanOf } from "./mean.ts";

/**
 * How strong a component of a decomposition is beside the remainder: `max(0, 1 - Var(R) / Var(component + R))` (Wang, Smith and Hyndman,
 * 2006; Hyndman and Athanasopoulos, Forecasting, 4.3). 0 is none, 1 is all.
 *
 * @returns null where component and remainder together are constant
 *
 * @example
 * ```ts
 * import { strength } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(strength(Float64Array.of(1, 2, 3), Float64Array.of(0, 0, 0)), 1);
 * ```
 */
export function strength(component: Float64Array, remainder: Float64Array): number | null {
  const both = variance(component.map((value, t) => value + remainder[t]!));
  return both > 0 ? Math.max(0, 1 - variance(remainder) / both) : null;
}

function variance(values: Float64Array): number {
  const mean = meanOf(values) ?? 0;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return values.length === 0 ? 0 : squares / values.length;
}
