import { type Belief, type SarimaCoefficients, SarimaFilter } from "./sarima_filter.ts";

/** The exact Gaussian likelihood of a series under one model. */
export interface SarimaLikelihood {
  /** Natural logarithm; `Infinity` where every value is 0, and the model is certain. */
  loglike: number;
  /** Variance of the noise that makes the series most likely. */
  sigma2: number;
  observed: number;
}

/**
 * By the prediction errors of a Kalman filter that steps through every hour and skips what was not observed. The variance of the noise
 * that fits best follows from the coefficients, so the search has four dimensions and not five.
 *
 * @param x the series about its mean, one value an hour, NaN where nothing was observed
 */
export function sarimaLikelihood(coefficients: SarimaCoefficients, x: Float64Array): SarimaLikelihood {
  const filter = new SarimaFilter(coefficients), belief = filter.stationary();
  let observed = 0, squares = 0, logs = 0;
  for (const value of x) {
    if (!Number.isNaN(value)) {
      const variance = belief.covariance[0]!, error = value - belief.mean[0]!;
      observed++;
      squares += error * error / variance;
      logs += Math.log(variance);
    }
    filter.step(belief, value);
  }
  const sigma2 = squares / observed;
  return { loglike: -0.5 * (observed * (Math.log(2 * Math.PI * sigma2) + 1) + logs), sigma2, observed };
}

/** The prediction errors in units of their own standard deviations, NaN where nothing was observed: white noise if the model fits. */
export function standardisedErrors(coefficients: SarimaCoefficients, sigma2: number, x: Float64Array): Float64Array {
  const filter = new SarimaFilter(coefficients), belief: Belief = filter.stationary();
  return x.map((value) => {
    const error = (value - belief.mean[0]!) / Math.sqrt(sigma2 * belief.covariance[0]!);
    filter.step(belief, value);
    return error;
  });
}
