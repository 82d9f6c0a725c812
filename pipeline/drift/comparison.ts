import { kolmogorovSmirnov } from "./kolmogorov_smirnov.ts";
import { populationStability } from "./psi.ts";

/** Two parts of one field compared; numbers are null, with the reason, where there is too little. */
export interface Comparison {
  psi: number | null;
  ks: number | null;
  p: number | null;
  n_reference: number;
  n_current: number;
  reason: string | null;
}

/** Ten bins of fewer values than this would compare chance with chance. */
const MIN_VALUES = 100;

/**
 * Compares the observed values of two parts of a field.
 *
 * @example
 * ```ts
 * import { compare } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const values = Float64Array.from({ length: 200 }, (_, at) => at);
 * assert.equal(compare(values, values).psi, 0);
 * assert.equal(compare(values, new Float64Array()).reason, "expected 100 observed values in each part, got 200 and 0");
 * ```
 */
export function compare(reference: Float64Array, current: Float64Array): Comparison {
  const sizes = { n_reference: reference.length, n_current: current.length };
  if (Math.min(reference.length, current.length) < MIN_VALUES) {
    const reason = `expected ${MIN_VALUES} observed values in each part, got ${reference.length} and ${current.length}`;
    return { psi: null, ks: null, p: null, ...sizes, reason };
  }
  const { d, p } = kolmogorovSmirnov(reference, current);
  return { psi: populationStability(reference, current), ks: d, p, ...sizes, reason: null };
}
