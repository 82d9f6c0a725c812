import { meanOf } from "./mean.ts";

/**
 * The autocorrelation of a series with gaps, which stay gaps: at lag k the mean of `(x_t - m)(x_{t+k} - m)` over the pairs of which both
 * ends are observed, divided by the mean of `(x - m)²` over what is observed; m is the mean of what is observed. (Parzen's
 * amplitude-modulated estimate, 1963; without gaps it is statsmodels' `acf(adjusted=True)`.)
 *
 * @returns one value for each lag from 1 to `lags`; NaN where no pair is observed or the series is constant
 *
 * @example
 * ```ts
 * import { autocorrelation } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const alternating = Float64Array.of(1, -1, 1, NaN, 1, -1);
 * assert.ok(autocorrelation(alternating, 1)[0]! < -0.9);
 * ```
 */
export function autocorrelation(series: Float64Array, lags: number): Float64Array {
  const mean = meanOf(series) ?? 0, count = series.length;
  const centred = new Float64Array(count);
  let squares = 0, n = 0, constant = true, first = NaN;
  for (let t = 0; t < count; t++) {
    const value = series[t]!;
    if (Number.isNaN(value)) continue; // a gap adds nothing to a sum of products
    if (n === 0) first = value;
    else if (value !== first) constant = false;
    centred[t] = value - mean;
    squares += centred[t]! ** 2;
    n++;
  }
  const result = new Float64Array(lags).fill(NaN);
  if (constant) return result;
  const pairs = pairCounts(series, lags), variance = squares / n;
  for (let lag = 1; lag <= Math.min(lags, count - 1); lag++) {
    let sum = 0;
    for (let t = lag; t < count; t++) sum += centred[t - lag]! * centred[t]!;
    if (pairs[lag - 1]! > 0) result[lag - 1] = sum / pairs[lag - 1]! / variance;
  }
  return result;
}

/** At each lag from 1, the pairs with both ends observed: counted on bits, 32 hours at a time. */
function pairCounts(series: Float64Array, lags: number): Float64Array {
  const words = Math.ceil(series.length / 32);
  const bits = new Uint32Array(words + Math.ceil(lags / 32) + 1); // zeros follow the last hour
  for (let t = 0; t < series.length; t++) if (!Number.isNaN(series[t]!)) bits[t >>> 5]! |= 1 << (t & 31);
  return Float64Array.from({ length: lags }, (_, index) => {
    const lag = index + 1, whole = lag >>> 5, rest = lag & 31;
    let pairs = 0;
    for (let word = 0; word < words; word++) {
      const low = bits[word + whole]! >>> rest;
      const high = rest === 0 ? 0 : bits[word + whole + 1]! << (32 - rest);
      pairs += bitCount(bits[word]! & (low | high));
    }
    return pairs;
  });
}

function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x5555_5555);
  v = (v & 0x3333_3333) + ((v >>> 2) & 0x3333_3333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
