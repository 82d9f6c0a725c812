/**
 * Statistics as pure functions over numbers: no files, no clock, no hidden state. A series is a `Float64Array` in time order, in which
 * NaN is a gap. What is not defined for an input is `null` (in arrays: NaN), never a number that means nothing.
 *
 * @module
 */
export { type Random, seededRandom } from "./random.ts";
export { chiSquareUpperTail, fUpperTail, normalCdf, tTwoSided } from "./distribution.ts";
export { observedOf } from "./observed.ts";
export { meanOf } from "./mean.ts";
export { quantile, quantileUnsorted } from "./quantile.ts";
export { describe, type Description } from "./describe.ts";
export { holm } from "./holm.ts";
export { benjaminiHochberg } from "./benjamini_hochberg.ts";
export { autocorrelation } from "./autocorrelation.ts";
export { type LjungBox, ljungBox } from "./ljung_box.ts";
export { longRunVariance } from "./long_run_variance.ts";
export { type DieboldMariano, dieboldMariano } from "./diebold_mariano.ts";
export { interpolate } from "./interpolate.ts";
export { averageRanks, type Order, orderOf } from "./order.ts";
export { type Correlation, correlationP, pearson } from "./pearson.ts";
export { spearman } from "./spearman.ts";
export { effectiveSampleSize } from "./effective_sample_size.ts";
export { partialCorrelation, withoutGroups } from "./partial_correlation.ts";
export { type PartialAutocorrelation, partialAutocorrelation } from "./partial_autocorrelation.ts";
export { type Decomposition, stl, type StlOptions } from "./stl.ts";
export { type Cycle, mstl, type MultipleDecomposition } from "./mstl.ts";
export { strength } from "./strength.ts";
export { robustZ } from "./robust_z.ts";
export { adf, type StationarityTest } from "./adf.ts";
export { kpss } from "./kpss.ts";
export { type KruskalWallis, kruskalWallis } from "./kruskal_wallis.ts";
export { blockPermutationP, type BlockScheme } from "./block_permutation.ts";
export { type Periodogram, periodogram } from "./periodogram.ts";
export { changePoints, type Segment } from "./change_points.ts";
export { type LinearTrend, linearTrend } from "./linear_trend.ts";
export { type LineFit, lineFit } from "./line_fit.ts";
export { movingBlockWeights } from "./moving_blocks.ts";
export { isotonicFit } from "./isotonic.ts";
