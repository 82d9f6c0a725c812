import { backtest, type Fitted, type Target } from "../forecast/mod.ts";
import { type Hours, indexAt } from "../series/mod.ts";

/** The forecasts of one model over a series, each at the hour that it is of, NaN where there is none or nothing was observed. */
export interface ForecastHours {
  readonly target: Target;
  readonly model: string;
  readonly forecasts: Float64Array;
  /** Forecast minus observed value. */
  readonly errors: Float64Array;
  /** How far the forecast is from the last observed value. */
  readonly steps: Float64Array;
}

/**
 * The evaluated forecasts, by the same backtest as `evaluate`, from the month before the cut on. Up to the cut they are those of the model
 * fitted without that month: a model's errors on what it has learnt from are too small to be a standard.
 *
 * @param cutMs the last hour that the model has learnt from
 */
export function forecastHours(fitted: Fitted, target: Target, hours: Hours, cutMs: number): ForecastHours {
  const forecasts = new Float64Array(hours.length).fill(NaN), errors = forecasts.slice(), steps = forecasts.slice();
  for (const { ms, value, early, actual } of backtest(fitted, target, hours, fitted.calibration.afterMs)) {
    const at = indexAt(hours, ms), forecast = ms > cutMs ? value : early;
    forecasts[at] = forecast;
    errors[at] = forecast - actual;
    steps[at] = Math.abs(forecast - lastBefore(hours.fields[target], at));
  }
  return { target, model: fitted.name, forecasts, errors, steps };
}

function lastBefore(values: Float64Array, at: number): number {
  let last = at - 1;
  while (last >= 0 && Number.isNaN(values[last]!)) last--;
  return values[last] ?? NaN;
}
