import { type Binned, MISSING_BIN } from "./boosting_bins.ts";
import { BINS, type Histogram, type Histograms } from "./boosting_histogram.ts";
import { bestSplit, type BinSplit, type NodeSums, type SplitRule } from "./boosting_split.ts";

/** What decides the shape of a tree. */
export interface TreeShape extends SplitRule {
  /** Infinity for no limit. */
  readonly maxLeaves: number;
  /** Splits from the root to the deepest leaf; Infinity for no limit. */
  readonly maxDepth: number;
}

/** A part of the tree, with its rows at `from` to before `to`. */
export interface GrownNode extends NodeSums {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  split?: BinSplit & { readonly leftNode: GrownNode; readonly rightNode: GrownNode };
}

/** A node that can be split, with what its split needs. */
interface Candidate {
  readonly node: GrownNode;
  readonly split: BinSplit;
  readonly histogram: Histogram;
}

/**
 * Grows one tree, the split of the highest gain first, as scikit-learn does. `rows` is put in the order of the leaves; rows of one leaf
 * keep their order, as sums are made in it.
 */
export function growTree(
  features: readonly Binned[],
  histograms: Histograms,
  gradients: Float32Array,
  rows: Uint32Array,
  shape: TreeShape,
): GrownNode {
  const whole = histograms.of(rows, 0, rows.length, gradients);
  const root: GrownNode = {
    from: 0,
    to: rows.length,
    depth: 0,
    gradient: pairwiseSum(whole.gradients.subarray(0, BINS)),
    rows: rows.length,
    value: 0,
  };
  const candidates: Candidate[] = [];
  const spare = new Uint32Array(rows.length);
  let leaves = 1;
  const consider = (node: GrownNode, histogram: Histogram) => {
    const split = node.rows < 2 * shape.minLeaf || node.depth === shape.maxDepth
      ? undefined
      : bestSplit(features, histogram, node, shape);
    if (split === undefined) histograms.release(histogram);
    else candidates.push({ node, split, histogram });
  };
  consider(root, whole);
  while (candidates.length > 0 && leaves < shape.maxLeaves) {
    const { node, split, histogram } = takeBest(candidates);
    const middle = partition(rows, spare, node, split, features[split.feature]!);
    const depth = node.depth + 1;
    const leftNode: GrownNode = { ...split.left, from: node.from, to: middle, depth };
    const rightNode: GrownNode = { ...split.right, from: middle, to: node.to, depth };
    const missingLeft = features[split.feature]!.hasMissing ? split.missingLeft : leftNode.rows > rightNode.rows;
    node.split = { ...split, missingLeft, leftNode, rightNode };
    leaves++;
    const [small, large] = leftNode.rows < rightNode.rows ? [leftNode, rightNode] : [rightNode, leftNode];
    if (leaves === shape.maxLeaves || large.rows < 2 * shape.minLeaf || depth === shape.maxDepth) {
      histograms.release(histogram);
      continue;
    }
    const ofSmall = histograms.of(rows, small.from, small.to, gradients);
    const ofLarge = histograms.subtract(histogram, ofSmall);
    consider(leftNode, small === leftNode ? ofSmall : ofLarge);
    consider(rightNode, small === leftNode ? ofLarge : ofSmall);
  }
  for (const { histogram } of candidates) histograms.release(histogram);
  return root;
}

/** The candidate of the highest gain; of equal ones the first. */
function takeBest(candidates: Candidate[]): Candidate {
  let best = 0;
  for (let i = 1; i < candidates.length; i++) if (candidates[i]!.split.gain > candidates[best]!.split.gain) best = i;
  return candidates.splice(best, 1)[0]!;
}

/** Puts the rows that go left before those that go right, each in their order; returns where the right ones begin. */
function partition(
  rows: Uint32Array,
  spare: Uint32Array,
  { from, to }: GrownNode,
  { bin, missingLeft }: BinSplit,
  { bins }: Binned,
): number {
  let left = from, kept = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i]!, at = bins[row]!;
    if (at === MISSING_BIN ? missingLeft : at <= bin) rows[left++] = row;
    else spare[kept++] = row;
  }
  rows.set(spare.subarray(0, kept), left);
  return left;
}

/** A sum in NumPy's order: halves of at most 128 values, each by eight running sums. */
export function pairwiseSum(values: Float64Array): number {
  const { length } = values;
  if (length < 8) {
    let sum = 0;
    for (const value of values) sum += value;
    return sum;
  }
  if (length > 128) {
    const half = Math.floor(length / 2), middle = half - half % 8;
    return pairwiseSum(values.subarray(0, middle)) + pairwiseSum(values.subarray(middle));
  }
  const sums = values.slice(0, 8), whole = length - length % 8;
  for (let i = 8; i < whole; i++) sums[i % 8]! += values[i]!;
  const [a, b, c, d, e, f, g, h] = sums as unknown as [number, number, number, number, number, number, number, number];
  let sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
  for (let i = whole; i < length; i++) sum += values[i]!;
  return sum;
}
