import { type Hours, splitSeries, timestampMs } from "../../series/mod.ts";
import type { Forecaster } from "../forecaster.ts";
import { hourAt } from "../hour.ts";
import type { Target } from "../training.ts";
import type { Procedure } from "./audit.ts";

/** Fits up to the cut and forecasts at every reading after it: what `train` and `evaluate` do, as one thing that can be audited. */
export const procedureOf = (forecaster: Forecaster, target: Target, seed: number): Procedure => (hours, cutMs) => {
  const fitted = forecaster.fit({ target, hours: splitSeries(hours, cutMs)[0], seed });
  return forecastsOf(fitted.init(), hours, cutMs, fitted.update, (state) => {
    const forecast = fitted.predict(state);
    return "value" in forecast ? forecast.value : undefined;
  });
};

/** The forecast at each reading after the cut, by its time. */
export function forecastsOf<S>(
  init: S,
  hours: Hours,
  cutMs: number,
  update: (state: S, reading: ReturnType<typeof hourAt>) => S,
  predict: (state: S) => number | undefined,
): Map<number, number> {
  const forecasts = new Map<number, number>();
  let state = init;
  for (let i = 0; i < hours.length; i++) {
    if (hours.present[i] !== 1) continue;
    state = update(state, hourAt(hours, i));
    const ms = timestampMs(hours, i), value = ms > cutMs ? predict(state) : undefined;
    if (value !== undefined) forecasts.set(ms, value);
  }
  return forecasts;
}
