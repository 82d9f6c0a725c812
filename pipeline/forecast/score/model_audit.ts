import { HOUR_MS, type Hours, splitSeries, timestampMs } from "../../series/mod.ts";
import type { Fitted } from "../forecaster.ts";
import { auditProcedure, type Leak } from "./audit.ts";
import { forecastsOf } from "./procedure.ts";

/** Hours before and after the cut that an audit replays: three weeks to fill the lags, two to forecast. */
const BEFORE = 504, AFTER = 336;

/** How many origins are tried; each with every rewrite. */
const ORIGINS = 2;

/**
 * Replays the hours around the cut through a trained model, everything after some origins rewritten, and returns the forecasts at or
 * before those origins that changed. That the fit itself reads nothing after the cut is shown apart, by training again.
 */
export function auditModel(fitted: Fitted, hours: Hours, cutMs: number, seed: number): Leak[] {
  const [, later] = splitSeries(hours, cutMs - BEFORE * HOUR_MS);
  const [around] = splitSeries(later, Math.min(cutMs + AFTER * HOUR_MS, timestampMs(hours, hours.length - 1)));
  return auditProcedure(
    (given) =>
      forecastsOf(fitted.init(), given, cutMs, fitted.update, (state) => {
        const forecast = fitted.predict(state);
        return "value" in forecast ? forecast.value : undefined;
      }),
    around,
    cutMs,
    ORIGINS,
    seed,
  );
}
