import { packBytes, packFloats, unpackBytes, unpackFloats } from "../packed.ts";
import type { Plain } from "../plain.ts";
import type { Binned } from "./boosting_bins.ts";
import type { GrownNode } from "./boosting_tree.ts";
import { LEAF } from "./tree_nodes.ts";

/** Set in a node's flags where missing values go left. */
export const MISSING_LEFT = 1;

/**
 * Boosted trees, laid out as those of a forest, in doubles: a forecast is the baseline plus one leaf of each tree, in order.
 * `right` counts from the node itself, so a tree's nodes fit in two bytes each.
 */
export interface BoostedNodes {
  readonly baseline: number;
  readonly feature: Uint8Array;
  readonly flags: Uint8Array;
  readonly value: Float64Array;
  readonly right: Uint8Array;
  /** Nodes of each tree. */
  readonly sizes: Uint8Array;
}

/** Lays grown trees out; leaf values are multiplied by the learning rate. */
export class BoostedNodesBuilder {
  readonly #feature: number[] = [];
  readonly #flags: number[] = [];
  readonly #value: number[] = [];
  readonly #right: number[] = [];
  readonly #sizes: number[] = [];

  constructor(private readonly features: readonly Binned[], private readonly rate: number) {}

  add(root: GrownNode): void {
    const first = this.#feature.length;
    this.#node(root);
    this.#sizes.push(this.#feature.length - first);
  }

  #node({ split, value }: GrownNode): void {
    const at = this.#feature.length;
    if (split === undefined) {
      this.#push(LEAF, 0, value * this.rate);
      return;
    }
    // A split after the last edge parts what is missing from what is not.
    const edge = this.features[split.feature]!.edges[split.bin] ?? Infinity;
    this.#push(split.feature, split.missingLeft ? MISSING_LEFT : 0, edge);
    this.#node(split.leftNode);
    this.#right[at] = this.#feature.length - at;
    this.#node(split.rightNode);
  }

  #push(feature: number, flags: number, value: number): void {
    this.#feature.push(feature);
    this.#flags.push(flags);
    this.#value.push(value);
    this.#right.push(0);
  }

  done(baseline: number): BoostedNodes {
    return {
      baseline,
      feature: Uint8Array.from(this.#feature),
      flags: Uint8Array.from(this.#flags),
      value: Float64Array.from(this.#value),
      right: Uint8Array.from(this.#right),
      sizes: Uint8Array.from(this.#sizes),
    };
  }
}

type BoostedJson = { baseline: number; feature: string; flags: string; value: string; right: string; sizes: string };

export const encodeBoosted = ({ baseline, feature, flags, value, right, sizes }: BoostedNodes): Plain => ({
  baseline,
  feature: packBytes(feature),
  flags: packBytes(flags),
  value: packFloats(value),
  right: packBytes(right),
  sizes: packBytes(sizes),
});

export function decodeBoosted(json: Plain): BoostedNodes {
  const { baseline, feature, flags, value, right, sizes } = json as BoostedJson;
  return {
    baseline,
    feature: unpackBytes(feature),
    flags: unpackBytes(flags),
    value: unpackFloats(value),
    right: unpackBytes(right),
    sizes: unpackBytes(sizes),
  };
}
