import type { Matrix } from "../feature_matrix.ts";
import { binFeatures } from "./boosting_bins.ts";
import { Histograms } from "./boosting_histogram.ts";
import { type BoostedNodes, BoostedNodesBuilder, decodeBoosted, encodeBoosted } from "./boosting_nodes.ts";
import { BoostedWalk } from "./boosting_walk.ts";
import { type GrownNode, growTree, pairwiseSum, type TreeShape } from "./boosting_tree.ts";
import { rowLearner, type RowModel } from "./row_learner.ts";

const ROUNDS = 300, RATE = 0.05;

/**
 * Gradient boosting of squared error on binned features, as scikit-learn 1.9's `HistGradientBoostingRegressor` without early stopping:
 * float32 gradients, float64 histograms, sums in the same order, so that forecasts agree to 1e-9.
 */
const gradientBoosting = (name: string, shape: TreeShape, settings: Record<string, number>, change: boolean) =>
  rowLearner({
    name,
    settings: { rounds: ROUNDS, rate: RATE, minLeaf: shape.minLeaf, l2: shape.l2, ...settings },
    carry: false,
    change,
    minTargets: 100,
    fit: (matrix) => boostingModel(fit(matrix, shape)),
    load: (json) => boostingModel(decodeBoosted(json)),
  });

const BY_LEAVES = { minLeaf: 20, l2: 0, maxLeaves: 31, maxDepth: Infinity };

/** Boosted trees of the level. */
export const boosting = gradientBoosting("boosting", BY_LEAVES, { maxLeaves: 31 }, false);

/** Boosted trees of the change: they follow levels that training has not seen. */
export const boostingChange = gradientBoosting("boosting_change", BY_LEAVES, { maxLeaves: 31 }, true);

/** The same engine with XGBoost's default shape: six levels, λ 1. */
export const xgboost = gradientBoosting(
  "xgboost",
  { minLeaf: 20, l2: 1, maxLeaves: Infinity, maxDepth: 6 },
  { maxDepth: 6 },
  false,
);

function fit(matrix: Matrix, shape: TreeShape): BoostedNodes {
  const { y, rows: count } = matrix;
  const features = binFeatures(matrix), histograms = new Histograms(features);
  const nodes = new BoostedNodesBuilder(features, RATE);
  const baseline = pairwiseSum(y) / count;
  const forecasts = new Float64Array(count).fill(baseline), gradients = new Float32Array(count);
  const rows = new Uint32Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    for (let row = 0; row < count; row++) {
      gradients[row] = forecasts[row]! - y[row]!;
      rows[row] = row;
    }
    const root = growTree(features, histograms, gradients, rows, shape);
    addLeaves(root, rows, forecasts);
    nodes.add(root);
  }
  return nodes.done(baseline);
}

function addLeaves({ split, from, to, value }: GrownNode, rows: Uint32Array, forecasts: Float64Array): void {
  if (split === undefined) {
    for (let i = from; i < to; i++) forecasts[rows[i]!]! += value * RATE;
    return;
  }
  addLeaves(split.leftNode, rows, forecasts);
  addLeaves(split.rightNode, rows, forecasts);
}

/** Boosting in the shape of `boosting`, on rows of one's own: what importances are measured with. */
export const fitBoosting = (matrix: Matrix): RowModel => boostingModel(fit(matrix, BY_LEAVES));

function boostingModel(nodes: BoostedNodes): RowModel {
  const walk = new BoostedWalk(nodes);
  return { predict: (row) => walk.forecast(row), toJSON: () => encodeBoosted(nodes) };
}
