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
  return Float64Array.from({ length }, (_, j) => tricube(Math.abs(from + j - at), reach));
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
  const { level, slope } = fitsOf(window, weights);
  const fits = edges.map((edge) => edgeFit(edge, n, weights));
  const sums = new Float64Array(inner), firsts = new Float64Array(inner), weighted = new Float64Array(n);
  return (values, smoothed) => {
    let points = values;
    if (weights !== undefined) {
      points = weighted;
      for (let i = 0; i < n; i++) points[i] = values[i]! * weights[i]!;
    }
    const start = half + beyond;
    pairSums(points, kernel, half, sums);
    if (slope === null) { for (let i = 0; i < inner; i++) smoothed[start + i] = level[i]! * sums[i]!; }
    else {
      differenceSums(points, first, half, firsts);
      for (let i = 0; i < inner; i++) smoothed[start + i] = level[i]! * sums[i]! + slope[i]! * firsts[i]!;
    }
    // Where all weights of a window are 0 there is nothing to smooth by: the value stays as it is.
    for (let i = 0; i < inner; i++) if (!Number.isFinite(level[i]!)) smoothed[start + i] = values[half + i]!;
    for (let e = 0; e < edges.length; e++) {
      const { at, from } = edges[e]!, fit = fits[e]!;
      let sum = 0;
      if (fit === null) sum = values[Math.min(Math.max(at, 0), n - 1)]!;
      else for (let j = 0; j < fit.length; j++) sum += fit[j]! * values[from + j]!;
      smoothed[at + beyond] = sum;
    }
  };
}

/** By what the sums of each whole window are multiplied; no slope at all where no window has one. */
function fitsOf({ n, half, inner, kernels: [kernel, first, second] }: Window, weights?: Float64Array) {
  const level = new Float64Array(inner);
  if (weights === undefined) {
    let sum = kernel[0]!;
    for (let distance = 1; distance <= half; distance++) sum += 2 * kernel[distance]!;
    return { level: level.fill(1 / sum), slope: null }; // an even window has no slope at its centre
  }
  const slope = new Float64Array(inner), sums = new Float64Array(inner);
  const firsts = new Float64Array(inner), seconds = new Float64Array(inner), threshold = 0.001 * (n - 1);
  pairSums(weights, kernel, half, sums);
  differenceSums(weights, first, half, firsts);
  pairSums(weights, second, half, seconds);
  let hasSlope = false;
  for (let i = 0; i < inner; i++) {
    const sum = sums[i]!, offset = firsts[i]! / sum, spread = seconds[i]! / sum - offset * offset;
    level[i] = 1 / sum;
    if (!(Math.sqrt(spread) > threshold)) continue;
    level[i] = (1 + offset * offset / spread) / sum;
    slope[i] = -offset / spread / sum;
    hasSlope = true;
  }
  return { level, slope: hasSlope ? slope : null };
}

/** What each point counts in the fit at an edge; null where all weights are 0. */
function edgeFit({ at, from, kernel }: Edge, n: number, weights?: Float64Array): Float64Array | null {
  const fit = new Float64Array(kernel.length);
  let total = 0, centre = 0, spread = 0;
  for (let j = 0; j < fit.length; j++) total += fit[j] = kernel[j]! * (weights === undefined ? 1 : weights[from + j]!);
  if (total <= 0) return null;
  for (let j = 0; j < fit.length; j++) centre += (fit[j]! /= total) * (from + j);
  for (let j = 0; j < fit.length; j++) spread += fit[j]! * (from + j - centre) * (from + j - centre);
  if (Math.sqrt(spread) > 0.001 * (n - 1)) {
    const tilt = (at - centre) / spread;
    for (let j = 0; j < fit.length; j++) fit[j]! *= 1 + tilt * (from + j - centre);
  }
  return fit;
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

/** For each point with a whole window: `Σ k_d·(x_{i+d} - x_{i-d})`. */
function differenceSums(x: Float64Array, kernel: Float64Array, half: number, sums: Float64Array): void {
  const count = sums.length;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const at = i + half;
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let d = 1; d < half; d++) {
      const k = kernel[d]!, low = at - d, high = at + d;
      s0 += k * (x[high]! - x[low]!);
      s1 += k * (x[high + 1]! - x[low + 1]!);
      s2 += k * (x[high + 2]! - x[low + 2]!);
      s3 += k * (x[high + 3]! - x[low + 3]!);
    }
    sums[i] = s0;
    sums[i + 1] = s1;
    sums[i + 2] = s2;
    sums[i + 3] = s3;
  }
  for (; i < count; i++) {
    const at = i + half;
    let sum = 0;
    for (let d = 1; d < half; d++) sum += kernel[d]! * (x[at + d]! - x[at - d]!);
    sums[i] = sum;
  }
}
