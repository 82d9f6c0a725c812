import { select } from "./select.ts";

/**
 * The quantile of type 7 (Hyndman and Fan, 1996; the default of R and numpy): linear between the two order statistics around `(n-1)·p`.
 *
 * @param sorted ascending, without NaN
 * @param share between 0 and 1
 * @returns null where there is no value
 *
 * @example
 * ```ts
 * import { quantile } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(quantile(Float64Array.of(1, 2, 3, 10), 0.25), 1.75);
 * assert.equal(quantile(new Float64Array(), 0.5), null);
 * ```
 */
export function quantile(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * share, at = Math.floor(position);
  const low = sorted[at]!, high = sorted[Math.min(at + 1, sorted.length - 1)]!;
  return low + (position - at) * (high - low);
}

/**
 * `quantile` of values in no order, without sorting them all: for many quantiles of many lists.
 *
 * @param values without NaN; they are moved about
 * @returns null where there is no value
 *
 * @example
 * ```ts
 * import { quantileUnsorted } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(quantileUnsorted(Float64Array.of(10, 2, 1, 3), 0.25), 1.75);
 * ```
 */
export function quantileUnsorted(values: Float64Array, share: number): number | null {
  if (values.length === 0) return null;
  const position = (values.length - 1) * share, at = Math.floor(position);
  const low = select(values, at), high = at + 1 < values.length ? select(values, at + 1) : low;
  return low + (position - at) * (high - low);
}
