import { pearson } from "./pearson.ts";

/** The least-squares line `y = intercept + slope·x` over complete rows. */
export interface LineFit {
  readonly n: number;
  readonly slope: number;
  readonly intercept: number;
  /** Share of y's variance that the line explains. */
  readonly r2: number;
}

/**
 * Ordinary least squares of one series on another over their complete rows.
 *
 * @returns null below three rows, and where either is constant
 *
 * @example
 * ```ts
 * import { lineFit } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const fit = lineFit(Float64Array.of(0, 1, 2, NaN), Float64Array.of(1, 3, 5, 9));
 * assert.deepEqual(fit, { n: 3, slope: 2, intercept: 1, r2: 1 });
 * ```
 */
export function lineFit(x: Float64Array, y: Float64Array): LineFit | null {
  const { n, r } = pearson(x, y);
  if (r === null) return null;
  let meanX = 0, meanY = 0, spread = 0, product = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]! + y[i]!)) continue;
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]! + y[i]!)) continue;
    spread += (x[i]! - meanX) ** 2;
    product += (x[i]! - meanX) * (y[i]! - meanY);
  }
  const slope = product / spread;
  return { n, slope, intercept: meanY - slope * meanX, r2: r * r };
}
