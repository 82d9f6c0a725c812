import { FEATURE_COUNT } from "../feature_state.ts";
import { type Binned, MAX_BINS } from "./boosting_bins.ts";

/** Bins of a feature in a histogram, the missing one included. */
export const BINS = MAX_BINS + 1;

/** Per feature and bin: the sum of gradients and the number of rows, of one node. */
export interface Histogram {
  readonly gradients: Float64Array;
  readonly counts: Int32Array;
}

const emptyHistogram = (): Histogram => ({
  gradients: new Float64Array(FEATURE_COUNT * BINS),
  counts: new Int32Array(FEATURE_COUNT * BINS),
});

/** Histograms of nodes; those of nodes that are done are used again, as a tree needs some dozens of half a megabyte. */
export class Histograms {
  readonly #free: Histogram[] = [];

  constructor(private readonly features: readonly Binned[]) {}

  /** The histogram of the rows at `from` to before `to`, added in their order. */
  of(rows: Uint32Array, from: number, to: number, gradients: Float32Array): Histogram {
    const histogram = this.#free.pop() ?? emptyHistogram();
    histogram.gradients.fill(0);
    histogram.counts.fill(0);
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      const { bins } = this.features[feature]!;
      const sums = histogram.gradients.subarray(feature * BINS, (feature + 1) * BINS);
      const counts = histogram.counts.subarray(feature * BINS, (feature + 1) * BINS);
      for (let i = from; i < to; i++) {
        const row = rows[i]!, bin = bins[row]!;
        sums[bin]! += gradients[row]!;
        counts[bin]!++;
      }
    }
    return histogram;
  }

  /** Turns the parent's histogram into that of the other child. */
  subtract(parent: Histogram, child: Histogram): Histogram {
    for (let i = 0; i < parent.counts.length; i++) {
      parent.gradients[i]! -= child.gradients[i]!;
      parent.counts[i]! -= child.counts[i]!;
    }
    return parent;
  }

  release(histogram: Histogram): void {
    this.#free.push(histogram);
  }
}
