import type { Matrix } from "../feature_matrix.ts";
import { countBelow } from "../count_below.ts";
import { FEATURE_COUNT } from "../feature_state.ts";

/** Bins for values; one more holds what is missing. */
export const MAX_BINS = 255;

/** The bin of a missing value. */
export const MISSING_BIN = MAX_BINS;

/** A feature, cut into bins. */
export interface Binned {
  /** Upper edges: bin `i` holds the values above edge `i - 1` and at most edge `i`; the last bin has no upper edge. */
  readonly edges: Float64Array;
  /** The bin of each row. */
  readonly bins: Uint8Array;
  readonly hasMissing: boolean;
}

/** Cuts every feature as scikit-learn 1.9's `HistGradientBoostingRegressor` does. */
export function binFeatures({ x, rows }: Matrix): Binned[] {
  return Array.from({ length: FEATURE_COUNT }, (_, feature) => {
    const values = Float64Array.from({ length: rows }, (_, row) => x[row * FEATURE_COUNT + feature]!);
    const sorted = values.filter((value) => !Number.isNaN(value)).sort();
    const edges = edgesOf(sorted);
    return { edges, bins: Uint8Array.from(values, (value) => binOf(value, edges)), hasMissing: sorted.length < rows };
  });
}

/** Middles of neighbours while there are at most {@linkcode MAX_BINS} distinct values, else quantiles. */
function edgesOf(sorted: Float64Array): Float64Array {
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= 1) return new Float64Array();
  if (distinct.length <= MAX_BINS) {
    return Float64Array.from({ length: distinct.length - 1 }, (_, i) => (distinct[i]! + distinct[i + 1]!) / 2);
  }
  const step = 100 / MAX_BINS;
  const edges = Float64Array.from(
    { length: MAX_BINS - 1 },
    (_, i) => averagedInvertedCdf(sorted, (i + 1) * step / 100),
  );
  return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
}

/** Type 2 of Hyndman and Fan (1996), in NumPy's order of operations: the last bit decides whether two values are averaged. */
function averagedInvertedCdf(sorted: Float64Array, share: number): number {
  const place = sorted.length * share - 1, whole = Math.floor(place);
  const upper = sorted[whole + 1]!;
  if (place !== whole) return upper;
  return upper - (upper - sorted[whole]!) * 0.5;
}

/** An edge belongs to the bin below it. */
const binOf = (value: number, edges: Float64Array): number =>
  Number.isNaN(value) ? MISSING_BIN : countBelow(edges, value);
