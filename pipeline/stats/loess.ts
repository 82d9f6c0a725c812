/** Smooths values at the points 1, 2, …, n, each by those of a window around it. */
export type Smoother = (values: Float64Array, smoothed: Float64Array) => void;

/** A window over a number of points. What depends on neither values nor robustness weights is worked out once. */
export interface Window {
  readonly n: number;
  readonly half: number;
  /** Points with a whole window around them. */
  readonly inner: number;
  /** Tricube weights by distance, 0 to `half`; each times the distance; each times its square. */
  readonly kernels: readonly [Float64Array, Float64Array, Float64Array];
  readonly edges: readonly Edge[];
  /** 1 where one point before the first and one after the last are smoothed too: each stands one place further then. */
  readonly beyond: 0 | 1;
}

/** A point without a whole window around it, or beyond the ends. */
interface Edge {
  readonly at: number;
  /** The points by which it is smoothed. */
  readonly from: number;
  readonly kernel: Float64Array;
}

/**
 * The window of a loess of degree 1 over n evenly spaced points.
 *
 * @param width an odd number of points; where it is more than n all count, with a wider kernel
 */
export function loessWindow(n: number, width: number, beyond: 0 | 1 = 0): Window {
  const half = (width - 1) / 2, inner = width < n ? n - 2 * half : 0, length = Math.min(width, n);
  const near = inner === 0 ? n : half, edges: Edge[] = [];
  const add = (at: number, from: number) => edges.push({ at, from, kernel: edgeKernel(n, width, at, from, length) });
  for (let at = -beyond; at < near; at++) add(at, 0);
  for (let at = inner === 0 ? n : n - half; at < n + beyond; at++) add(at, n - length);
  const kernel = Float64Array.from({ length: half + 1 }, (_, distance) => tricube(distance, half));
  const first = kernel.map((weight, distance) => weight * distance);
  return {
    n,
    half,
    inner,
    kernels: [kernel, first, first.map((weight, distance) => weight * distance)],
    edges,
    beyond,
  };
}

function edgeKernel(n: number, width: number, at: number, from: number, length: number): Float64Array {
  const reach = Math.max(at - from, from + length - 1 - at) + (width > n ? Math.floor((width - n) / 2) : 0);
  const kernel = new Float64Array(length);
  for (let j = 0; j < length; j++) kernel[j] = tricube(Math.abs(from + j - at), reach);
  return kernel;
}

/** `(1 - (distance/reach)³)³`; the last thousandth counts as outside. */
function tricube(distance: number, reach: number): number {
  if (distance > 0.999 * reach) return distance === 0 ? 1 : 0;
  if (distance <= 0.001 * reach) return 1;
  const share = distance / reach, rest = 1 - share * share * share;
  return rest * rest * rest;
}

/**
 * Loess of degree 1 with the tricube kernel, as STL uses it (Cleveland and others, 1990, section 3.4, and their published code). Sums over
 * a window run over pairs of points at the same distance. As in that code a window whose points spread less than a thousandth of the
 * series gets no slope.
 *
 * @param weights robustness weights, each between 0 and 1; all 1 where absent
 */
export function smoother(window: Window, weights?: Float64Array): Smoother {
  const { n, half, inner, kernels: [kernel, first], edges, beyond } = window;
  const { level, slope, sloped } = fitsOf(window, weights);
  const length = edges[0]!.kernel.length, fits = edgeFits(window, weights);
  const sums = new Float64Array(inner), weighted = new Float64Array(n);
  return (values, smoothed) => {
    let points = values;
    if (weights !== undefined) {
      points = weighted;
      for (let i = 0; i < n; i++) points[i] = values[i]! * weights[i]!;
    }
    const start = half + beyond;
    pairSums(points, kernel, half, sums);
    for (let i = 0; i < inner; i++) smoothed[start + i] = level[i]! * sums[i]!;
    for (let index = 0; index < sloped.length; index++) {
      const i = sloped[index]!, at = i + half;
      let sum = 0;
      for (let d = 1; d < half; d++) sum += first[d]! * (points[at + d]! - points[at - d]!);
      smoothed[start + i]! += slope[i]! * sum;
    }
    // Where all weights of a window are 0 there is nothing to smooth by: the value stays as it is.
    for (let i = 0; i < inner; i++) if (!Number.isFinite(level[i]!)) smoothed[start + i] = values[half + i]!;
    for (let e = 0; e < edges.length; e++) {
      const { at, from } = edges[e]!, fit = e * length;
      let sum = 0;
      for (let j = 0; j < length; j++) sum += fits[fit + j]! * values[from + j]!;
      smoothed[at + beyond] = Number.isNaN(fits[fit]!) ? values[Math.min(Math.max(at, 0), n - 1)]! : sum;
    }
  };
}

/** By what the sums of each whole window are multiplied, and which windows have a slope. */
function fitsOf({ n, half, inner, kernels: [kernel, first, second] }: Window, weights?: Float64Array) {
  const level = new Float64Array(inner), sloped = new Int32Array(weights === undefined ? 0 : inner);
  if (weights === undefined) {
    let sum = kernel[0]!;
    for (let distance = 1; distance <= half; distance++) sum += 2 * kernel[distance]!;
    return { level: level.fill(1 / sum), slope: level, sloped }; // an even window has no slope at its centre
  }
  const slope = new Float64Array(inner), threshold = 0.001 * (n - 1);
  let count = 0;
  for (let i = 0; i < inner; i++) {
    const at = i + half;
    let sum = kernel[0]! * weights[at]!, skew = 0, square = 0;
    for (let d = 1; d < half; d++) {
      const low = weights[at - d]!, high = weights[at + d]!, both = low + high;
      sum += kernel[d]! * both;
      skew += first[d]! * (high - low);
      square += second[d]! * both;
    }
    const offset = skew / sum, spread = square / sum - offset * offset;
    level[i] = 1 / sum;
    if (!(Math.sqrt(spread) > threshold)) continue;
    level[i] = (1 + offset * offset / spread) / sum;
    slope[i] = -offset / spread / sum;
    sloped[count++] = i;
  }
  return { level, slope, sloped: sloped.subarray(0, count) };
}

/** What each point counts in the fit at each edge, edge after edge; NaN where all weights are 0. */
function edgeFits({ n, edges }: Window, weights?: Float64Array): Float64Array {
  const length = edges[0]!.kernel.length, fits = new Float64Array(edges.length * length);
  for (let e = 0; e < edges.length; e++) {
    const { at, from, kernel } = edges[e]!, fit = fits.subarray(e * length, (e + 1) * length);
    let total = 0, centre = 0, spread = 0;
    for (let j = 0; j < length; j++) total += fit[j] = kernel[j]! * (weights === undefined ? 1 : weights[from + j]!);
    if (total <= 0) {
      fit.fill(NaN);
      continue;
    }
    for (let j = 0; j < length; j++) centre += (fit[j]! /= total) * (from + j);
    for (let j = 0; j < length; j++) spread += fit[j]! * (from + j - centre) * (from + j - centre);
    if (!(Math.sqrt(spread) > 0.001 * (n - 1))) continue;
    const tilt = (at - centre) / spread;
    for (let j = 0; j < length; j++) fit[j]! *= 1 + tilt * (from + j - centre);
  }
  return fits;
}

/** For each point with a whole window: `k_0·x_i + Σ k_d·(x_{i-d} + x_{i+d})`. Four points at a time, which keeps the processor busy. */
function pairSums(x: Float64Array, kernel: Float64Array, half: number, sums: Float64Array): void {
  const count = sums.length, centreWeight = kernel[0]!;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const at = i + half;
    let s0 = centreWeight * x[at]!, s1 = centreWeight * x[at + 1]!, s2 = centreWeight * x[at + 2]!;
    let s3 = centreWeight * x[at + 3]!;
    for (let d = 1; d < half; d++) { // at the distance `half` the kernel is 0
      const k = kernel[d]!, low = at - d, high = at + d;
      s0 += k * (x[low]! + x[high]!);
      s1 += k * (x[low + 1]! + x[high + 1]!);
      s2 += k * (x[low + 2]! + x[high + 2]!);
      s3 += k * (x[low + 3]! + x[high + 3]!);
    }
    sums[i] = s0;
    sums[i + 1] = s1;
    sums[i + 2] = s2;
    sums[i + 3] = s3;
  }
  for (; i < count; i++) {
    const at = i + half;
    let sum = centreWeight * x[at]!;
    for (let d = 1; d < half; d++) sum += kernel[d]! * (x[at - d]! + x[at + d]!);
    sums[i] = sum;
  }
}
