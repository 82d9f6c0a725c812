/**
 * Statistics as pure functions over numbers: no files, no clock, no hidden state. A series is a `Float64Array` in time order, in which
 * NaN is a gap. What is not defined for an input is `null` (in arrays: NaN), never a number that means nothing.
 *
 * @module
 */
export { type Random, seededRandom } from "./random.ts";
