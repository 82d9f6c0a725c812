/** Smooths values at 1, 2, …, n, each by those of a window around it. */
export type Smoother = (values: Float64Array, smoothed: Float64Array) => void;

/**
 * Loess of degree 1 over evenly spaced points with the tricube kernel, as STL uses it (Cleveland and others, 1990, section 3.4, and their
 * published code). All that depends on the robustness weights and not on the values is worked out once; the sums over a window run over
 * pairs of points at the same distance. As in that code a window whose points spread less than a thousandth of the series gets no slope.
 *
 * @param window an odd number of points; longer than the series: all of it, with a wider kernel
 * @param weights robustness weights, each between 0 and 1; all 1 where absent
 */
export function prepareLoess(n: number, window: number, weights?: Float64Array): Smoother {
  const half = (window - 1) / 2;
  const inner = window < n ? n - 2 * half : 0; // points with a whole window around them
  const kernel = Float64Array.from({ length: half + 1 }, (_, distance) => tricube(distance, half));
  const level = new Float64Array(inner), slope = new Float64Array(inner);
  let hasSlope = false, starved = false;
  if (weights !== undefined && inner > 0) {
    const sums = new Float64Array(inner), firsts = new Float64Array(inner), seconds = new Float64Array(inner);
    pairSums(weights, kernel, half, sums);
    differenceSums(weights, kernel.map((weight, distance) => weight * distance), half, firsts);
    pairSums(weights, kernel.map((weight, distance) => weight * distance * distance), half, seconds);
    for (let i = 0; i < inner; i++) {
      const sum = sums[i]!;
      if (sum <= 0) starved = true;
      const offset = firsts[i]! / sum, spread = seconds[i]! / sum - offset * offset;
      if (Math.sqrt(spread) > 0.001 * (n - 1)) {
        level[i] = (1 + offset * offset / spread) / sum;
        slope[i] = -offset / spread / sum;
        hasSlope = true;
      } else level[i] = 1 / sum;
    }
  } else if (inner > 0) {
    level.fill(1 / kernel.reduce((sum, weight, distance) => sum + (distance === 0 ? 1 : 2) * weight, 0));
  }
  const slopeKernel = kernel.map((weight, distance) => weight * distance);
  const sums = new Float64Array(inner), firsts = new Float64Array(hasSlope ? inner : 0);
  const weighted = new Float64Array(n);
  const edges = prepareEdges(n, window, inner === 0 ? n : half, weights);

  return (values, smoothed) => {
    if (weights === undefined) weighted.set(values.subarray(0, n));
    else for (let i = 0; i < n; i++) weighted[i] = values[i]! * weights[i]!;
    pairSums(weighted, kernel, half, sums);
    if (hasSlope) differenceSums(weighted, slopeKernel, half, firsts);
    for (let i = 0; i < inner; i++) {
      smoothed[half + i] = level[i]! * sums[i]! + (hasSlope ? slope[i]! * firsts[i]! : 0);
    }
    // Where all weights of a window are 0 there is nothing to smooth by: the value stays as it is.
    if (starved) {
      for (let i = 0; i < inner; i++) if (!Number.isFinite(level[i]!)) smoothed[half + i] = values[half + i]!;
    }
    for (const edge of edges) smoothed[edge.at] = edge.apply(values);
  };
}

interface Edge {
  readonly at: number;
  apply(values: Float64Array): number;
}

/** The points near both ends, or all where no window is whole. */
function prepareEdges(n: number, window: number, count: number, weights?: Float64Array): Edge[] {
  const length = Math.min(window, n);
  return Array.from({ length: n }, (_, at) => at)
    .filter((at) => at < count || at >= n - count)
    .map((at) => {
      const from = at < count ? 0 : n - length;
      const coefficients = localFit(n, window, at, from, from + length, weights);
      return {
        at,
        apply: (values) => {
          if (coefficients === null) return values[at]!;
          let sum = 0;
          for (let j = 0; j < length; j++) sum += coefficients[j]! * values[from + j]!;
          return sum;
        },
      };
    });
}

/**
 * What each of the points `from`..`to` (end excluded) counts in the fit at a position, which may lie outside of the series.
 *
 * @returns null where all weights are 0
 */
export function localFit(
  n: number,
  window: number,
  position: number,
  from: number,
  to: number,
  weights?: Float64Array,
): Float64Array | null {
  let reach = Math.max(position - from, to - 1 - position);
  if (window > n) reach += Math.floor((window - n) / 2);
  const fit = new Float64Array(to - from);
  let total = 0;
  for (let j = from; j < to; j++) {
    fit[j - from] = tricube(Math.abs(j - position), reach) * (weights?.[j] ?? 1);
    total += fit[j - from]!;
  }
  if (total <= 0) return null;
  let centre = 0, spread = 0;
  for (let j = from; j < to; j++) centre += (fit[j - from]! /= total) * j;
  for (let j = from; j < to; j++) spread += fit[j - from]! * (j - centre) ** 2;
  if (Math.sqrt(spread) > 0.001 * (n - 1)) {
    const tilt = (position - centre) / spread;
    for (let j = from; j < to; j++) fit[j - from]! *= 1 + tilt * (j - centre);
  }
  return fit;
}

/** `(1 - (distance/reach)³)³`; the last thousandth counts as outside. */
function tricube(distance: number, reach: number): number {
  if (distance > 0.999 * reach) return distance === 0 ? 1 : 0;
  return distance <= 0.001 * reach ? 1 : (1 - (distance / reach) ** 3) ** 3;
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
