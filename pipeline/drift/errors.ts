import { fieldIndex, type Fitted, hourAt, type Target } from "../forecast/mod.ts";
import type { Hours } from "../series/mod.ts";

/** The forecasts of one model over a series, each at the hour that it is of, NaN where there is none. */
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
 * Forecasts a series hour by hour by the same `update` and `predict` as the backtest and the stream. Up to the cut the forecasts are those
 * of the model fitted without the month before it: a model's errors on what it has learnt from are too small to be a standard.
 *
 * @param cutMs the last hour that the model has learnt from
 */
export function forecastHours(fitted: Fitted, target: Target, hours: Hours, cutMs: number): ForecastHours {
  const field = fieldIndex(target);
  const forecasts = new Float64Array(hours.length).fill(NaN), errors = forecasts.slice(), steps = forecasts.slice();
  let state = fitted.init(), last = NaN;
  for (let at = 0; at < hours.length; at++) {
    const hour = hourAt(hours, at), actual = hour.values[field]!;
    if (actual !== null) {
      errors[at] = forecasts[at]! - actual;
      last = actual;
    }
    state = fitted.update(state, hour);
    if (at + 1 === hours.length) break;
    const forecast = fitted.predict(state);
    if ("refused" in forecast) continue;
    const value = hour.ts >= cutMs ? forecast.value : hour.ts >= fitted.calibration.afterMs ? state.earlyValue : null;
    if (value === null) continue;
    forecasts[at + 1] = value;
    steps[at + 1] = Math.abs(value - last);
  }
  return { target, model: fitted.name, forecasts, errors, steps };
}
