import type { Random } from "../../stats/mod.ts";
import type { Matrix } from "../feature_matrix.ts";
import { FEATURE_COUNT } from "../feature_state.ts";
import { LEAF, type TreeNodesBuilder } from "./tree_nodes.ts";

/** What decides the shape of a forest's trees. */
export interface ForestShape {
  /** Different rows that a leaf has to have. */
  readonly minLeaf: number;
  /** Features, drawn afresh for each node, among which its split is chosen. */
  readonly triedFeatures: number;
}

/** A part of a node's rows. */
interface Part {
  /** Where its rows are in each feature's order. */
  readonly from: number;
  readonly to: number;
  /** How often its rows were drawn. */
  readonly weight: number;
  /** Of the target, each row as often as it was drawn. */
  readonly sum: number;
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly left: Part;
  readonly right: Part;
}

/**
 * Grows regression trees (CART, exact splits by variance) on draws of the same rows. Each feature's order is sorted once, for all
 * trees; a tree partitions those orders as it grows, so no node has to sort.
 */
export class ForestTrees {
  readonly #columns: Float32Array[];
  readonly #orders: Int32Array[];
  readonly #y: Float64Array;
  readonly #rows: number;
  /** How often each row was drawn for the tree, and its target as often. */
  readonly #weights: Uint8Array;
  readonly #weighted: Float64Array;
  readonly #goesLeft: Uint8Array;
  readonly #spare: Int32Array;
  readonly #features = Int32Array.from({ length: FEATURE_COUNT }, (_, f) => f);
  /** For each feature, the drawn rows by its value; a node's rows stand together. */
  #sorted: Int32Array[] = [];

  constructor({ x, y, rows }: Matrix, private readonly shape: ForestShape) {
    this.#columns = Array.from(
      { length: FEATURE_COUNT },
      (_, f) => Float32Array.from({ length: rows }, (_, r) => x[r * FEATURE_COUNT + f]!),
    );
    this.#orders = this.#columns.map((column) =>
      Int32Array.from({ length: rows }, (_, r) => r).sort((a, b) => column[a]! - column[b]! || a - b)
    );
    this.#y = y;
    this.#rows = rows;
    this.#weights = new Uint8Array(rows);
    this.#weighted = new Float64Array(rows);
    this.#goesLeft = new Uint8Array(rows);
    this.#spare = new Int32Array(rows);
  }

  /** Adds one tree: rows drawn with replacement, as many as there are. */
  grow(random: Random, nodes: TreeNodesBuilder): void {
    this.#weights.fill(0);
    for (let i = 0; i < this.#rows; i++) this.#weights[Math.floor(random.uniform() * this.#rows)]!++;
    this.#sorted = this.#orders.map((order) => drawnOf(order, this.#weights));
    const drawn = this.#sorted[0]!;
    let sum = 0;
    for (let row = 0; row < this.#rows; row++) this.#weighted[row] = this.#weights[row]! * this.#y[row]!;
    for (const row of drawn) sum += this.#weighted[row]!;
    nodes.begin();
    this.#node({ from: 0, to: drawn.length, weight: this.#rows, sum }, random, nodes);
  }

  #node(part: Part, random: Random, nodes: TreeNodesBuilder): void {
    const split = this.#canSplit(part) ? this.#bestSplit(part, random) : undefined;
    if (split === undefined) {
      nodes.add(LEAF, part.sum / part.weight);
      return;
    }
    const node = nodes.add(split.feature, split.threshold);
    if (this.#maySplit(split.left) || this.#maySplit(split.right)) this.#partition(part, split);
    this.#node(split.left, random, nodes);
    nodes.rightIsNext(node);
    this.#node(split.right, random, nodes);
  }

  #maySplit({ from, to }: Part): boolean {
    return to - from >= 2 * this.shape.minLeaf;
  }

  #canSplit(part: Part): boolean {
    if (!this.#maySplit(part)) return false;
    const rows = this.#sorted[0]!, first = this.#y[rows[part.from]!]!;
    for (let i = part.from + 1; i < part.to; i++) if (this.#y[rows[i]!] !== first) return true;
    return false;
  }

  /** The split that lowers the variance most, among features drawn without replacement; more are drawn while all were constant. */
  #bestSplit(part: Part, random: Random): Split | undefined {
    const { from, to, weight, sum } = part, { minLeaf, triedFeatures } = this.shape;
    const features = this.#features, weights = this.#weights, weighted = this.#weighted;
    let best = -Infinity, bestFeature = -1, bestAt = 0, bestWeight = 0, bestSum = 0, varied = false;
    for (let drawn = 0; drawn < FEATURE_COUNT && (drawn < triedFeatures || !varied); drawn++) {
      const other = drawn + Math.floor(random.uniform() * (FEATURE_COUNT - drawn));
      const feature = features[other]!;
      features[other] = features[drawn]!;
      features[drawn] = feature;
      const column = this.#columns[feature]!, sorted = this.#sorted[feature]!;
      if (column[sorted[from]!] === column[sorted[to - 1]!]) continue;
      varied = true;
      let leftWeight = 0, leftSum = 0;
      for (let at = from; at < to - minLeaf; at++) {
        const row = sorted[at]!;
        leftWeight += weights[row]!;
        leftSum += weighted[row]!;
        if (at - from + 1 < minLeaf || column[row] === column[sorted[at + 1]!]) continue;
        const rightSum = sum - leftSum;
        const score = leftSum * leftSum / leftWeight + rightSum * rightSum / (weight - leftWeight);
        if (score > best) {
          best = score;
          bestFeature = feature;
          bestAt = at + 1;
          bestWeight = leftWeight;
          bestSum = leftSum;
        }
      }
    }
    if (bestFeature < 0) return undefined;
    const sorted = this.#sorted[bestFeature]!, column = this.#columns[bestFeature]!;
    return {
      feature: bestFeature,
      threshold: between(column[sorted[bestAt - 1]!]!, column[sorted[bestAt]!]!),
      left: { from, to: bestAt, weight: bestWeight, sum: bestSum },
      right: { from: bestAt, to, weight: weight - bestWeight, sum: sum - bestSum },
    };
  }

  /** Moves the left part's rows before the right one's in every feature's order, and keeps the order within both. */
  #partition({ from, to }: Part, { feature, left }: Split): void {
    const goesLeft = this.#goesLeft, spare = this.#spare, asked = this.#sorted[feature]!;
    for (let i = from; i < to; i++) goesLeft[asked[i]!] = i < left.to ? 1 : 0;
    for (const sorted of this.#sorted) {
      if (sorted === asked) continue;
      let leftEnd = from, kept = 0;
      for (let i = from; i < to; i++) {
        // Both are written, as a branch that cannot be predicted takes longer.
        const row = sorted[i]!, left = goesLeft[row]!;
        sorted[leftEnd] = row;
        spare[kept] = row;
        leftEnd += left;
        kept += 1 - left;
      }
      for (let i = 0; i < kept; i++) sorted[leftEnd + i] = spare[i]!;
    }
  }
}

function drawnOf(order: Int32Array, weights: Uint8Array): Int32Array {
  const drawn = new Int32Array(order.length);
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    drawn[count] = order[i]!;
    if (weights[order[i]!]! > 0) count++;
  }
  return drawn.subarray(0, count);
}

/** The middle of two neighbours as a float32, never the upper one. */
function between(lower: number, upper: number): number {
  const middle = Math.fround(lower / 2 + upper / 2);
  return middle < upper ? middle : lower;
}
