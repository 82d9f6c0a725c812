import { type FieldName, type Hours, splitSeries, timestampMs } from "../../series/mod.ts";
import type { Fitted, Forecaster } from "../forecaster.ts";
import { hourAt } from "../hour.ts";
import type { Target } from "../training.ts";
import type { Procedure } from "./audit.ts";

/**
 * Fits up to the cut and forecasts at every reading after it: what `train` and `evaluate` do, as one thing that can be audited. It fits
 * again only where the hours up to the cut are others: a fit is a function of them alone.
 */
export function procedureOf(forecaster: Forecaster, target: Target, seed: number): Procedure {
  let kept: { readonly hours: Hours; readonly fitted: Fitted } | undefined;
  return (hours, cutMs) => {
    const [before] = splitSeries(hours, cutMs);
    if (kept === undefined || !sameHours(kept.hours, before)) {
      kept = { hours: before, fitted: forecaster.fit({ target, hours: before, seed }) };
    }
    const { fitted } = kept;
    return forecastsOf(fitted.init(), hours, cutMs, fitted.update, (state) => {
      const forecast = fitted.predict(state);
      return "value" in forecast ? forecast.value : undefined;
    });
  };
}

function sameHours(a: Hours, b: Hours): boolean {
  const same = (left: ArrayLike<number>, right: ArrayLike<number>) =>
    left.length === right.length && Array.prototype.every.call(left, (value, i) => Object.is(value, right[i]));
  return a.startMs === b.startMs && same(a.present, b.present) &&
    Object.entries(a.fields).every(([name, values]) => same(values, b.fields[name as FieldName]));
}

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
