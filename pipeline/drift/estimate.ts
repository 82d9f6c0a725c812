import { formatTimestamp } from "../reading/mod.ts";
import { type Hours, timestampMs } from "../series/mod.ts";
import { meanOf, observedOf } from "../stats/mod.ts";
import type { ForecastHours } from "./errors.ts";
import { type Coefficients, expectedBy, leastSquares } from "./least_squares.ts";
import type { Estimate } from "./result.ts";

/**
 * The absolute error that a forecast is expected to have, known when it is made and so before the truth arrives; NaN where there is no
 * forecast. High levels and steps far from the last value are forecast worse: `|error| = a + b·forecast + c·|forecast - last value|`, by
 * least squares on the month before the cut, never below 0.
 *
 * It assumes that the truth still follows from the inputs as it did in that month. A sensor that lies about the truth deceives it, which
 * is what the errors themselves are watched for.
 *
 * @param from index of the month's first hour
 * @param to index of the first hour after the month
 * @returns the reason where there is too little to learn from
 */
export function estimatedErrors(
  forecast: ForecastHours,
  from: number,
  to: number,
): Float64Array | { reason: string } {
  const relation = errorRelation(forecast, from, to);
  return "reason" in relation ? relation : expectedErrors(relation, forecast.forecasts, forecast.steps);
}

/** What {@linkcode expectedErrors} needs: the constant, and what a unit of the forecast and of the step add. */
export function errorRelation(
  { errors, forecasts, steps }: ForecastHours,
  from: number,
  to: number,
): Coefficients | { reason: string } {
  const learnt = [forecasts, steps].map((column) => column.subarray(from, to));
  const actual = errors.subarray(from, to).map(Math.abs);
  return leastSquares(actual, learnt) ??
    // The last value as the forecast has no steps.
    leastSquares(actual, learnt.slice(0, 1)) ??
    { reason: "expected forecasts that differ, with their errors, in the month before the cut" };
}

/** By a relation the absolute errors that forecasts are expected to have, given how far each is from the last observed value. */
export function expectedErrors(relation: Coefficients, forecasts: Float64Array, steps: Float64Array): Float64Array {
  return expectedBy(relation, [forecasts, steps].slice(0, relation.length - 1)).map((value) => Math.max(value, 0));
}

/** Estimated beside true mean absolute error, month by month after the cut, over the hours that have both. */
export function monthlyEstimates(
  forecast: ForecastHours,
  hours: Pick<Hours, "startMs" | "length">,
  monthStart: number,
  monthEnd: number,
): Estimate[] {
  const estimated = estimatedErrors(forecast, monthStart, monthEnd);
  if ("reason" in estimated) return [];
  const indices = Array.from({ length: hours.length - monthEnd }, (_, at) => monthEnd + at);
  const months = Map.groupBy(indices, (index) => formatTimestamp(timestampMs(hours, index)).slice(0, 7));
  return [...months].map(([month, all]) => {
    const scored = all.filter((index) => !Number.isNaN(forecast.errors[index]! + estimated[index]!));
    const meanAt = (values: Float64Array) => meanOf(observedOf(Float64Array.from(scored, (index) => values[index]!)));
    return {
      target: forecast.target,
      model: forecast.model,
      month,
      estimated_mae: meanAt(estimated),
      mae: meanAt(forecast.errors.map(Math.abs)),
      hours: scored.length,
    };
  });
}
