import { meanOf } from "./mean.ts";

/** The power of a series at each frequency of its length. */
export interface Periodogram {
  /** Values a cycle, from the longest: n, n/2, n/3, …, to 2. */
  readonly period: Float64Array;
  /** Power density, one-sided: the mean square of the series is their sum divided by n. */
  readonly power: Float64Array;
}

/**
 * The periodogram of a series less its mean: `2·|Σ x_t·e^(-2πi·k·t/n)|² / n` for k from 1 to n/2 (not doubled at n/2); scipy's
 * `signal.periodogram(x)` without its zero frequency. By Bluestein's algorithm, so that any length will do.
 *
 * @param series without gaps
 * @returns null below two values
 *
 * @example
 * ```ts
 * import { periodogram } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { period, power } = periodogram(Float64Array.from({ length: 240 }, (_, t) => Math.sin(2 * Math.PI * t / 24)))!;
 * assert.equal(period[power.indexOf(Math.max(...power))], 24);
 * ```
 */
export function periodogram(series: Float64Array): Periodogram | null {
  const n = series.length;
  if (n < 2) return null;
  const mean = meanOf(series)!, [real, imaginary] = transform(series.map((value) => value - mean));
  const count = Math.floor(n / 2), period = new Float64Array(count), power = new Float64Array(count);
  for (let k = 1; k <= count; k++) {
    const square = real[k]! ** 2 + imaginary[k]! ** 2;
    period[k - 1] = n / k;
    power[k - 1] = (2 * k === n ? 1 : 2) * square / n;
  }
  return { period, power };
}

/** The discrete Fourier transform of any length, as a convolution with a chirp (Bluestein, 1970). */
function transform(series: Float64Array): [Float64Array, Float64Array] {
  const n = series.length, size = 2 ** Math.ceil(Math.log2(2 * n));
  const cosine = new Float64Array(n), sine = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const angle = Math.PI * ((t * t) % (2 * n)) / n;
    cosine[t] = Math.cos(angle);
    sine[t] = Math.sin(angle);
  }
  const ar = new Float64Array(size),
    ai = new Float64Array(size),
    br = new Float64Array(size),
    bi = new Float64Array(size);
  for (let t = 0; t < n; t++) {
    ar[t] = series[t]! * cosine[t]!;
    ai[t] = -series[t]! * sine[t]!;
    br[t] = br[(size - t) % size] = cosine[t]!;
    bi[t] = bi[(size - t) % size] = sine[t]!;
  }
  const turns = turnsOf(size);
  fft(ar, ai, turns);
  fft(br, bi, turns);
  for (let k = 0; k < size; k++) {
    const real = ar[k]! * br[k]! - ai[k]! * bi[k]!;
    // Conjugated, so that the same transform leads back.
    ai[k] = -(ar[k]! * bi[k]! + ai[k]! * br[k]!);
    ar[k] = real;
  }
  fft(ar, ai, turns);
  const real = new Float64Array(n), imaginary = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const re = ar[k]! / size, im = -ai[k]! / size;
    real[k] = re * cosine[k]! + im * sine[k]!;
    imaginary[k] = im * cosine[k]! - re * sine[k]!;
  }
  return [real, imaginary];
}

/** Each twiddle factor by its own cosine and sine: products of others would add up their errors. */
function turnsOf(size: number): [cosine: Float64Array, sine: Float64Array] {
  const cosine = new Float64Array(size / 2), sine = new Float64Array(size / 2);
  for (let k = 0; k < size / 2; k++) {
    cosine[k] = Math.cos(2 * Math.PI * k / size);
    sine[k] = -Math.sin(2 * Math.PI * k / size);
  }
  return [cosine, sine];
}

/** In place, radix 2 (Cooley and Tukey, 1965). */
function fft(real: Float64Array, imaginary: Float64Array, [cosine, sine]: ReturnType<typeof turnsOf>): void {
  const size = real.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j]!, real[i]!];
    [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
  }
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const a = start + k, b = a + half, c = cosine[k * stride]!, s = sine[k * stride]!;
        const re = real[b]! * c - imaginary[b]! * s, im = real[b]! * s + imaginary[b]! * c;
        real[b] = real[a]! - re;
        imaginary[b] = imaginary[a]! - im;
        real[a]! += re;
        imaginary[a]! += im;
      }
    }
  }
}
