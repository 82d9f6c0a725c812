import { packBytes, unpackBytes } from "../packed.ts";
import type { Plain } from "../plain.ts";

/** Marks a leaf in {@linkcode TreeNodes.feature}. */
export const LEAF = 255;

/**
 * Trees, one after the other, each node before its left subtree and that before its right one: the left child of node `i` is `i + 1`.
 * Nine bytes a node, so that a forest of half a million nodes is a few megabytes.
 */
export interface TreeNodes {
  /** The feature that a node asks for, or {@linkcode LEAF}. */
  readonly feature: Uint8Array;
  /** Threshold of an inner node (at most this goes left), value of a leaf. */
  readonly value: Float32Array;
  /** Right child of an inner node. */
  readonly right: Uint32Array;
  /** First node of each tree. */
  readonly roots: Uint32Array;
}

/** The sum over all trees of the leaf that a row falls into. */
export function sumOfLeaves({ feature, value, right, roots }: TreeNodes, row: Float64Array): number {
  let sum = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree]!, asked = feature[node]!;
    while (asked !== LEAF) {
      node = row[asked]! <= value[node]! ? node + 1 : right[node]!;
      asked = feature[node]!;
    }
    sum += value[node]!;
  }
  return sum;
}

/** Trees that are being grown. */
export class TreeNodesBuilder {
  #feature = new Uint8Array(1 << 16);
  #value = new Float32Array(1 << 16);
  #right = new Uint32Array(1 << 16);
  readonly #roots: number[] = [];
  #length = 0;

  /** Begins a tree. */
  begin(): void {
    this.#roots.push(this.#length);
  }

  /** Adds a node and returns its index; `right` is set once it is known. */
  add(feature: number, value: number): number {
    if (this.#length === this.#feature.length) this.#grow();
    this.#feature[this.#length] = feature;
    this.#value[this.#length] = value;
    return this.#length++;
  }

  /** The next node is the right child of this one. */
  rightIsNext(node: number): void {
    this.#right[node] = this.#length;
  }

  done(): TreeNodes {
    return {
      feature: this.#feature.slice(0, this.#length),
      value: this.#value.slice(0, this.#length),
      right: this.#right.slice(0, this.#length),
      roots: Uint32Array.from(this.#roots),
    };
  }

  #grow(): void {
    const capacity = 2 * this.#length;
    const feature = new Uint8Array(capacity), value = new Float32Array(capacity), right = new Uint32Array(capacity);
    feature.set(this.#feature);
    value.set(this.#value);
    right.set(this.#right);
    [this.#feature, this.#value, this.#right] = [feature, value, right];
  }
}

type NodesJson = { feature: string; value: string; right: string; roots: string };

export const encodeNodes = ({ feature, value, right, roots }: TreeNodes): Plain => ({
  feature: packBytes(feature),
  value: packWords(new Uint32Array(value.buffer, value.byteOffset, value.length)),
  right: packWords(right),
  roots: packWords(roots),
});

export function decodeNodes(json: Plain): TreeNodes {
  const { feature, value, right, roots } = json as NodesJson;
  return {
    feature: unpackBytes(feature),
    value: new Float32Array(unpackWords(value).buffer),
    right: unpackWords(right),
    roots: unpackWords(roots),
  };
}

/** Little end first, on every machine. */
function packWords(words: Uint32Array): string {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  words.forEach((word, i) => view.setUint32(i * 4, word, true));
  return packBytes(new Uint8Array(view.buffer));
}

function unpackWords(text: string): Uint32Array<ArrayBuffer> {
  const bytes = unpackBytes(text), view = new DataView(bytes.buffer);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true));
}
