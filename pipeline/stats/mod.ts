/**
 * Statistics as pure functions over numbers: no files, no clock, no hidden state. A series is a `Float64Array` in time order, in which
 * NaN is a gap. What is not defined for an input is `null` (in arrays: NaN), never a number that means nothing.
 *
 * @module
 */
export { type Random, seededRandom } from "./random.ts";
export { chiSquareUpperTail, fUpperTail, normalCdf, tTwoSided } from "./distribution.ts";
export { observedOf } from "./observed.ts";
export { meanOf } from "./mean.ts";
export { quantile } from "./quantile.ts";
export { describe, type Description } from "./describe.ts";
export { holm } from "./holm.ts";
export { benjaminiHochberg } from "./benjamini_hochberg.ts";
export { autocorrelation } from "./autocorrelation.ts";
export { type LjungBox, ljungBox } from "./ljung_box.ts";
export { longRunVariance } from "./long_run_variance.ts";
export { type DieboldMariano, dieboldMariano } from "./diebold_mariano.ts";
