import { FEATURE_COUNT } from "../feature_state.ts";
import { type Binned } from "./boosting_bins.ts";
import { BINS, type Histogram } from "./boosting_histogram.ts";

/** What a node is before it is split. The hessian of squared error is 1 a row, so `rows` is its sum, too. */
export interface NodeSums {
  readonly gradient: number;
  readonly rows: number;
  /** What it would forecast as a leaf, without the learning rate. */
  readonly value: number;
}

/** A way to part a node's rows. */
export interface BinSplit {
  readonly gain: number;
  readonly feature: number;
  /** Rows up to this bin go left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

/** What a leaf must have, and how its value is drawn to 0. */
export interface SplitRule {
  readonly minLeaf: number;
  /** λ of Chen and Guestrin (2016), equation 5. */
  readonly l2: number;
}

/**
 * The split of the highest gain (Chen and Guestrin 2016, equation 7), in scikit-learn's order of operations: of equal gains the first
 * one found counts, and a last bit decides which ones are equal. Where a feature misses values they are tried on both sides.
 */
export function bestSplit(
  features: readonly Binned[],
  { gradients, counts }: Histogram,
  node: NodeSums,
  { minLeaf, l2 }: SplitRule,
): BinSplit | undefined {
  const { gradient: total, rows, value } = node;
  const nodeLoss = total * value;
  let bestGain = 0, feature = -1, bin = 0, missingLeft = false, leftGradient = 0, leftRows = 0;
  for (let f = 0; f < FEATURE_COUNT; f++) {
    const { edges, hasMissing } = features[f]!, offset = f * BINS;
    const end = edges.length + (hasMissing ? 1 : 0);
    let sum = 0, count = 0;
    for (let b = 0; b < end; b++) {
      count += counts[offset + b]!;
      sum += gradients[offset + b]!;
      if (count < minLeaf) continue;
      if (rows - count < minLeaf) break;
      const rest = total - sum;
      const gain = nodeLoss - sum * leafValue(sum, count, l2) - rest * leafValue(rest, rows - count, l2);
      if (gain <= bestGain) continue;
      bestGain = gain;
      feature = f;
      bin = b;
      missingLeft = false;
      leftGradient = sum;
      leftRows = count;
    }
    if (!hasMissing) continue;
    let rightSum = 0, rightCount = 0;
    for (let b = edges.length - 1; b >= 0; b--) {
      rightCount += counts[offset + b + 1]!;
      rightSum += gradients[offset + b + 1]!;
      if (rightCount < minLeaf) continue;
      if (rows - rightCount < minLeaf) break;
      const left = total - rightSum;
      const gain = nodeLoss - left * leafValue(left, rows - rightCount, l2) -
        rightSum * leafValue(rightSum, rightCount, l2);
      if (gain <= bestGain) continue;
      bestGain = gain;
      feature = f;
      bin = b;
      missingLeft = true;
      leftGradient = left;
      leftRows = rows - rightCount;
    }
  }
  if (feature < 0) return undefined;
  return {
    gain: bestGain,
    feature,
    bin,
    missingLeft,
    left: sums(leftGradient, leftRows, l2),
    right: sums(total - leftGradient, rows - leftRows, l2),
  };
}

const sums = (gradient: number, rows: number, l2: number): NodeSums => ({
  gradient,
  rows,
  value: leafValue(gradient, rows, l2),
});

/** 1e-15 as in scikit-learn: without it the last bit differs. */
function leafValue(gradient: number, rows: number, l2: number): number {
  return -gradient / (rows + l2 + 1e-15);
}
