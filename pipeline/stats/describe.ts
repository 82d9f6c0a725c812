import { meanOf } from "./mean.ts";
import { observedOf } from "./observed.ts";
import { quantile } from "./quantile.ts";

/** What a series holds. What has no answer is null: everything but the counts where nothing is observed, `sd` of a single value. */
export interface Description {
  /** Observed. */
  readonly n: number;
  /** Gaps. */
  readonly missing: number;
  readonly mean: number | null;
  /** Sample standard deviation: n - 1 in the denominator. */
  readonly sd: number | null;
  readonly min: number | null;
  /** Quartiles of type 7. */
  readonly q1: number | null;
  readonly median: number | null;
  readonly q3: number | null;
  readonly max: number | null;
}

/**
 * Count, mean, standard deviation and quartiles of a series over what is observed.
 *
 * @example
 * ```ts
 * import { describe } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { n, missing, mean, sd, median } = describe(Float64Array.of(1, NaN, 2, 3));
 * assert.deepEqual([n, missing, mean, sd, median], [3, 1, 2, 1, 2]);
 * ```
 */
export function describe(series: Float64Array): Description {
  const observed = observedOf(series), n = observed.length, mean = meanOf(observed);
  let squares = 0;
  for (const value of observed) squares += (value - mean!) ** 2;
  const sorted = observed.sort();
  return {
    n,
    missing: series.length - n,
    mean,
    sd: n < 2 ? null : Math.sqrt(squares / (n - 1)),
    min: sorted[0] ?? null,
    q1: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    q3: quantile(sorted, 0.75),
    max: sorted.at(-1) ?? null,
  };
}
