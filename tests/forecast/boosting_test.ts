import assert from "node:assert/strict";
import { FEATURE_COUNT, type Matrix } from "../../pipeline/forecast/mod.ts";
import { binFeatures, MISSING_BIN } from "../../pipeline/forecast/models/boosting_bins.ts";
import { Histograms } from "../../pipeline/forecast/models/boosting_histogram.ts";
import { type BoostedNodes, BoostedNodesBuilder, MISSING_LEFT } from "../../pipeline/forecast/models/boosting_nodes.ts";
import { BoostedWalk } from "../../pipeline/forecast/models/boosting_walk.ts";
import { LEAF } from "../../pipeline/forecast/models/tree_nodes.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";
import { growTree, pairwiseSum } from "../../pipeline/forecast/models/boosting_tree.ts";

/** Rows in which one feature varies and the others are constant. */
function matrixWith(values: readonly number[], y: readonly number[]): Matrix {
  const x = new Float64Array(values.length * FEATURE_COUNT).fill(1);
  values.forEach((value, row) => x[row * FEATURE_COUNT] = value);
  return { x, y: Float64Array.from(y), rows: values.length };
}

Deno.test("binFeatures() puts edges between neighbours when there are few distinct values", () => {
  const [first, second] = binFeatures(matrixWith([3, 1, NaN, 1, 7], [0, 0, 0, 0, 0]));
  assert.deepEqual([...first!.edges], [2, 5]);
  assert.deepEqual([...first!.bins], [1, 0, MISSING_BIN, 0, 2]);
  assert.equal(first!.hasMissing, true);
  assert.deepEqual([...second!.edges], []);
});

Deno.test("binFeatures() has NumPy's averaged inverted CDF when there are many distinct values", () => {
  // numpy.percentile(arange(510), linspace(0, 100, 256)[1:-1], method="averaged_inverted_cdf")[[0, 1, 100, 253]]
  const values = Array.from({ length: 510 }, (_, i) => i);
  const { edges } = binFeatures(matrixWith(values, values))[0]!;
  assert.equal(edges.length, 254);
  assert.deepEqual([edges[0], edges[1], edges[100], edges[253]], EXPECTED_EDGES);
});

const EXPECTED_EDGES = [1.5, 3.5, 202, 507.5];

Deno.test("growTree() sends missing values to the side that lowers the loss", () => {
  for (const [missing, expected] of [[0, true], [10, false]] as const) {
    const values = [...Array(20).fill(1), ...Array(20).fill(2), ...Array(20).fill(NaN)];
    const y = [...Array(20).fill(0), ...Array(20).fill(10), ...Array(20).fill(missing)];
    const matrix = matrixWith(values, y), features = binFeatures(matrix);
    const rows = Uint32Array.from(values, (_, i) => i);
    const gradients = Float32Array.from(y, (value) => -value);
    const shape = { minLeaf: 20, l2: 0, maxLeaves: 31, maxDepth: Infinity };
    const { split } = growTree(features, new Histograms(features), gradients, rows, shape);
    assert.equal(split?.missingLeft, expected);
  }
});

Deno.test("pairwiseSum() adds in NumPy's order when there are many values", () => {
  // numpy.sum(1 / arange(1, 301)): the plain loop gives another last digit.
  assert.equal(pairwiseSum(Float64Array.from({ length: 300 }, (_, i) => 1 / (i + 1))), EXPECTED_SUM);
});

const EXPECTED_SUM = 6.282663880299504;

Deno.test("BoostedWalk.forecast() gives for each row the baseline and one leaf of each tree, by thresholds, when values are missing too", () => {
  const random = seededRandom(7), count = 400;
  const draw = () => random.uniform() < 0.1 ? NaN : Math.round(20 * random.uniform());
  const matrix: Matrix = {
    x: Float64Array.from({ length: count * FEATURE_COUNT }, draw),
    y: Float64Array.from({ length: count }, () => random.uniform()),
    rows: count,
  };
  const features = binFeatures(matrix), histograms = new Histograms(features);
  const builder = new BoostedNodesBuilder(features, 0.5);
  const shape = { minLeaf: 5, l2: 0, maxLeaves: 31, maxDepth: Infinity };
  for (let tree = 0; tree < 5; tree++) { // no multiple of the four that are walked at once
    const gradients = Float32Array.from({ length: count }, () => random.uniform() - 0.5);
    builder.add(growTree(features, histograms, gradients, Uint32Array.from({ length: count }, (_, i) => i), shape));
  }
  const nodes = builder.done(3), walk = new BoostedWalk(nodes);
  for (let at = 0; at < 1000; at++) {
    const row = Float64Array.from({ length: FEATURE_COUNT }, draw);
    assert.equal(walk.forecast(row), byThresholds(nodes, row));
  }
});

function byThresholds({ baseline, feature, flags, value, right, sizes }: BoostedNodes, row: Float64Array): number {
  let sum = baseline, root = 0;
  for (const size of sizes) {
    let node = root;
    while (feature[node] !== LEAF) {
      const input = row[feature[node]!]!;
      const goesLeft = Number.isNaN(input) ? (flags[node]! & MISSING_LEFT) !== 0 : input <= value[node]!;
      node += goesLeft ? 1 : right[node]!;
    }
    sum += value[node]!;
    root += size;
  }
  return sum;
}
