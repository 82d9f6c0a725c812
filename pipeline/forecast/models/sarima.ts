import { type LjungBox, ljungBox, observedOf } from "../../stats/mod.ts";
import { fieldIndex } from "../hour.ts";
import type { Learner, Learnt } from "../learner.ts";
import type { Target, Training } from "../training.ts";
import { type Belief, type SarimaCoefficients, SarimaFilter } from "./sarima_filter.ts";
import { sarimaLikelihood, standardisedErrors } from "./sarima_likelihood.ts";
import { minimise } from "./simplex.ts";

/** A fitted SARIMA: its coefficients, and how well it fits what it was fitted to. */
export type SarimaParameters = SarimaCoefficients & {
  /** Mean of the training hours, in the target's unit. */
  mean: number;
  /** Variance of the noise, in the square of the target's unit. */
  sigma2: number;
  /** Natural logarithm of the exact Gaussian likelihood; null for a constant series, whose likelihood has no bound. */
  loglike: number | null;
};

/** What the filter knows of a station before its next hour. `seen` is whether the target has ever been observed. */
export type SarimaState = Belief & { seen: boolean };

/**
 * The saved form. `residuals` tests the errors on the training hours for what the model left in them, up to a day; null for a constant
 * series. A small p says that more could be learnt; see docs/decisions/022-orders-of-sarima.md.
 */
export type SarimaJson = {
  target: Target;
  parameters: SarimaParameters;
  residuals: { [K in keyof LjungBox]: number } | null;
};

/** Where the search begins: hours that hang together, days that repeat. */
const START: SarimaCoefficients = { ar1: 0.8, ma1: 0.1, sar24: 0.9, sma24: -0.7 };

/** The search ends where the logarithms of the likelihood differ by no more. */
const TOLERANCE = 1e-5;

/**
 * SARIMA (1,0,1)(1,0,1)₂₄ about the training mean, by exact Gaussian likelihood. The filter steps through hours without a value and never
 * fills one. Unlike the models with features it has no lags to wait for: it learns from the first hour on.
 *
 * Source: Durbin and Koopman (2012), Time series analysis by state space methods, chapters 4 and 7.
 */
export const sarima: Learner<SarimaState> = {
  name: "sarima",
  minTargets: 336,
  sharesState: false,
  settings: { order: [1, 0, 1], seasonalOrder: [1, 0, 1, 24], start: { ...START }, tolerance: TOLERANCE },
  learn(training) {
    const parameters = fitSarima(training);
    return learnt({ target: training.target, parameters, residuals: testResiduals(parameters, training) });
  },
  load: (json) => learnt(json as SarimaJson),
};

function fitSarima({ target, hours }: Training): SarimaParameters {
  const values = hours.fields[target]!, observed = values.filter((value) => !Number.isNaN(value));
  const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
  const x = values.map((value) => value - mean);
  // Nothing varies: every model forecasts the mean, and the likelihood of none is finite.
  if (observed.every((value) => value === observed[0])) {
    return { ar1: 0, ma1: 0, sar24: 0, sma24: 0, mean: observed[0]!, sigma2: 0, loglike: null };
  }
  const { at } = minimise(
    (point) => -sarimaLikelihood(coefficientsAt(point), x).loglike,
    [START.ar1, START.ma1, START.sar24, START.sma24].map((value) => value / Math.sqrt(1 - value * value)),
    { step: 0.2, tolerance: TOLERANCE, limit: 1000 },
  );
  const coefficients = coefficientsAt(at), { sigma2, loglike } = sarimaLikelihood(coefficients, x);
  return { ...coefficients, mean, sigma2, loglike };
}

/** The four coefficients take a degree of freedom each. */
function testResiduals(parameters: SarimaParameters, { target, hours }: Training): SarimaJson["residuals"] {
  if (parameters.sigma2 === 0) return null;
  const x = hours.fields[target].map((value) => value - parameters.mean);
  const test = ljungBox(observedOf(standardisedErrors(parameters, parameters.sigma2, x)), 24, 4);
  return test && { ...test };
}

/** Every point of the search is stationary and invertible: v/sqrt(1 + v²) lies between -1 and 1. */
function coefficientsAt(point: number[]): SarimaCoefficients {
  const [ar1, ma1, sar24, sma24] = point.map((value) => value / Math.sqrt(1 + value * value));
  return { ar1: ar1!, ma1: ma1!, sar24: sar24!, sma24: sma24! };
}

function learnt({ target, parameters, residuals }: SarimaJson): Learnt<SarimaState> {
  const field = fieldIndex(target), filter = new SarimaFilter(parameters), start = filter.stationary();
  return {
    parameters,
    init: () => ({ mean: [...start.mean], covariance: [...start.covariance], seen: false }),
    step(state, { values }) {
      const value = values[field]!;
      filter.step(state, value === null ? NaN : value - parameters.mean);
      state.seen ||= value !== null;
      return state;
    },
    forecast: ({ mean, seen }) => seen ? { value: parameters.mean + mean[0]! } : { refused: "target_never_observed" },
    toJSON: () => ({ target, parameters, residuals }),
  };
}
