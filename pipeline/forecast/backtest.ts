import { type Hours, timestampMs } from "../series/mod.ts";
import type { Fitted } from "./forecaster.ts";
import { hourAt } from "./hour.ts";
import type { Refusal } from "./learner.ts";
import type { Target } from "./training.ts";

/** One observed hour after the cut, and what was forecast for it an hour before, in the target's unit. */
export interface Scored {
  /** The target time, milliseconds since 1970. */
  readonly ms: number;
  readonly actual: number;
  /** NaN where the forecast was refused. */
  readonly value: number;
  /** The forecast of the model fitted to a month before the cut: the middle of both intervals. */
  readonly early: number;
  /** Half widths of the 90 % intervals. */
  readonly splitHalf: number;
  readonly rollingHalf: number;
  readonly refused: Refusal | null;
  /** The target was observed at the origin and a day before the target time: no baseline fell back on an older value. */
  readonly strict: boolean;
}

/**
 * Replays a station's readings through a fitted model, by the calls that serve the stream, and keeps what it forecast for the observed
 * hours after `afterMs`. An hour without a reading is no origin: what would have been forecast at it is refused.
 */
export function backtest(fitted: Fitted, target: Target, hours: Hours, afterMs: number): Scored[] {
  const actual = hours.fields[target], scored: Scored[] = [];
  let state = fitted.init();
  for (let i = 0; i < hours.length; i++) {
    const ms = timestampMs(hours, i);
    if (ms > afterMs && i > 0 && !Number.isNaN(actual[i]!)) {
      const forecast = hours.present[i - 1] === 1 ? fitted.predict(state) : NO_ORIGIN;
      const { split, rolling } = fitted.halfWidths(state);
      scored.push({
        ms,
        actual: actual[i]!,
        value: "value" in forecast ? forecast.value : NaN,
        early: state.earlyValue ?? NaN,
        splitHalf: split,
        rollingHalf: rolling,
        refused: "refused" in forecast ? forecast.refused : null,
        strict: i >= 24 && !Number.isNaN(actual[i - 1]!) && !Number.isNaN(actual[i - 24]!),
      });
    }
    if (hours.present[i] === 1) state = fitted.update(state, hourAt(hours, i));
  }
  return scored;
}

const NO_ORIGIN = { refused: "no_reading" } as const;
