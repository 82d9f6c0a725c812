import { PipelineError } from "../common/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import { splitSeries, timestampMs } from "../series/mod.ts";
import { arrivalOf } from "./arrival.ts";
import {
  addError,
  type Calibration,
  type CalibrationJson,
  conformalHalfWidth,
  COVERAGE,
  decodeCalibration,
  encodeCalibration,
  rollingHalfWidth,
} from "./conformal.ts";
import type { Fitted, FittedState, Forecaster } from "./forecaster.ts";
import { fieldIndex, type Hour, hourAt } from "./hour.ts";
import type { Learner, Learnt } from "./learner.ts";
import type { Plain } from "./plain.ts";
import { type Target, targetIndices, type Training } from "./training.ts";

/**
 * Makes a forecaster of a learner: adds what every model needs once, the order of arrival and the intervals.
 *
 * @example
 * ```ts
 * import { forecasterOf, LEAD_HOURS, persistence } from "./mod.ts";
 * import { FIELDS } from "../reading/mod.ts";
 * import type { Hours } from "../series/mod.ts";
 * import assert from "node:assert/strict";
 * const length = LEAD_HOURS + 1500;
 * const fields = Object.fromEntries(FIELDS.map(({ name }) => [name, new Float64Array(length).fill(2)]));
 * const hours = { stationId: "a", startMs: 0, length, fields, present: new Uint8Array(length).fill(1) } as Hours;
 * const fitted = forecasterOf(persistence).fit({ target: "co_gt", hours, seed: 1 });
 * const state = fitted.update(fitted.init(), { ts: length * 3_600_000, values: FIELDS.map(() => 3) });
 * assert.deepEqual(fitted.predict(state), { value: 3, low: 3, high: 3 });
 * ```
 */
export function forecasterOf(learner: Learner): Forecaster {
  const { name, minTargets, settings, sharesState } = learner;
  return {
    name,
    minTargets,
    settings,
    fit(training) {
      const lastMs = timestampMs(training.hours, training.hours.length - 1);
      const afterMs = monthBefore(lastMs);
      const before: Training = { ...training, hours: splitSeries(training.hours, afterMs)[0] };
      requireTargets(learner, before);
      const early = learner.learn(before);
      const calibration = calibrate(learner, early, training, afterMs);
      const { target } = training;
      return fittedOf({ name, target, sharesState, model: learner.learn(training), early, calibration });
    },
    load(json) {
      const { target, model, early, calibration } = json as FittedJson;
      return fittedOf({
        name,
        target,
        sharesState,
        model: learner.load(model),
        early: learner.load(early),
        calibration: decodeCalibration(calibration),
      });
    },
  };
}

/**
 * The same hour and day a calendar month earlier, or that month's last day.
 *
 * @example
 * ```ts
 * import { monthBefore } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(monthBefore(Date.UTC(2004, 11, 31, 23)), Date.UTC(2004, 10, 30, 23));
 * ```
 */
export function monthBefore(ms: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - 1);
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, days));
  return date.getTime();
}

/** Below so many errors a 90 % interval has no finite end. */
const MIN_CALIBRATION_ERRORS = 9;

function requireTargets({ name, minTargets }: Learner, training: Training): void {
  const count = targetIndices(training).length;
  if (count >= minTargets) return;
  throw tooLittle(
    `Cannot fit ${name} for ${training.target} up to a month before the cut: expected ${minTargets} observed targets, got ${count}`,
  );
}

const tooLittle = (message: string) =>
  new PipelineError("usage", message, { hint: "give a later --cut, or a lake with more hours before it" });

/** The early model's errors on the month that it has not seen, made by the very calls that serve the stream. */
function calibrate(learner: Learner, early: Learnt, { target, hours }: Training, afterMs: number): Calibration {
  const field = fieldIndex(target);
  const errors: number[] = [];
  let state = early.init();
  for (let i = 0; i < hours.length; i++) {
    const hour = hourAt(hours, i);
    const actual = hour.values[field]!;
    if (hour.ts > afterMs && actual !== null) {
      const point = early.forecast(state);
      if ("value" in point) errors.push(Math.abs(point.value - actual));
    }
    state = early.step(state, hour);
  }
  if (errors.length >= MIN_CALIBRATION_ERRORS) {
    return { afterMs, sortedErrors: Float64Array.from(errors).sort() };
  }
  throw tooLittle(
    `Cannot calibrate ${learner.name} for ${target} as the month after ${
      formatTimestamp(afterMs)
    } has too few targets: ` +
      `expected ${MIN_CALIBRATION_ERRORS}, got ${errors.length}`,
  );
}

interface Parts {
  readonly name: string;
  readonly target: Target;
  readonly sharesState: boolean;
  readonly model: Learnt;
  readonly early: Learnt;
  readonly calibration: Calibration;
}

type FittedJson = { name: string; target: Target; model: Plain; early: Plain; calibration: CalibrationJson };

function fittedOf({ name, target, sharesState, model, early, calibration }: Parts): Fitted {
  const field = fieldIndex(target);
  const init = (): FittedState => ({
    hourMs: null,
    refused: "no_reading",
    model: model.init(),
    early: sharesState ? null : early.init(),
    earlyValue: null,
    errors: [],
    sortedErrors: [],
  });
  const step = (state: FittedState, hour: Hour) => {
    state.model = model.step(state.model, hour);
    if (!sharesState) state.early = early.step(state.early, hour);
    state.hourMs = hour.ts;
  };
  return {
    name,
    calibration,
    ...(model.parameters === undefined ? {} : { parameters: model.parameters }),
    init,
    update(given, reading) {
      const arrival = arrivalOf(given, reading);
      if (arrival.kind === "refused") {
        given.refused = arrival.reason;
        return given;
      }
      const state = arrival.kind === "restart" ? init() : given;
      if (arrival.kind === "next") {
        for (const hour of arrival.skipped) {
          step(state, hour);
          state.earlyValue = null; // an hour without a reading is no origin
        }
      }
      const actual = reading.values[field]!;
      if (state.earlyValue !== null && actual !== null && reading.ts > calibration.afterMs) {
        addError(state, Math.abs(state.earlyValue - actual));
      }
      step(state, reading);
      state.refused = null;
      const next = early.forecast(sharesState ? state.model : state.early);
      state.earlyValue = "value" in next ? next.value : null;
      return state;
    },
    predict(state, coverage = COVERAGE) {
      if (state.refused !== null) return { refused: state.refused };
      const point = model.forecast(state.model);
      if ("refused" in point) return point;
      const { value } = point;
      const half = rollingHalfWidth(state, calibration, coverage);
      const centre = state.earlyValue ?? value;
      // The interval is the early model's; that it holds the forecast too can only widen it.
      return { value, low: Math.min(value, centre - half), high: Math.max(value, centre + half) };
    },
    halfWidths: (state, coverage = COVERAGE) => ({
      split: conformalHalfWidth(calibration.sortedErrors, coverage),
      rolling: rollingHalfWidth(state, calibration, coverage),
    }),
    toJSON: () => ({
      name,
      target,
      model: model.toJSON(),
      early: early.toJSON(),
      calibration: encodeCalibration(calibration),
    }),
  };
}
