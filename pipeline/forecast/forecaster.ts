import type { Hour } from "./hour.ts";
import type { Refusal } from "./learner.ts";
import type { Plain } from "./plain.ts";
import type { Training } from "./training.ts";
import type { Calibration, NewestErrors } from "./conformal.ts";

/** A forecast of one hour ahead and its interval, in the target's unit; or the reason why there is none. */
export type Forecast = { readonly value: number; readonly low: number; readonly high: number } | {
  readonly refused: Refusal;
};

/** A model that cannot forecast yet: only `fit` or `load` give something that can. */
export interface Forecaster {
  /** Name in results files: `ridge`. */
  readonly name: string;
  /** Targets that it needs to learn from. */
  readonly minTargets: number;
  /** What decides the result besides the data. */
  readonly settings: Readonly<Record<string, Plain>>;
  /**
   * Learns from everything up to the cut, and once more from everything up to a month before it; that month shows how far off the second
   * one is.
   *
   * @throws {PipelineError} `usage` where there is too little to learn from
   */
  fit(training: Training): Fitted;
  /** What `toJSON` gave, after a way through text. */
  load(json: Plain): Fitted;
}

/**
 * A model that forecasts. The same two calls serve the backtest and the stream: there is no second path.
 *
 * A state is plain data, one a station. `update` may change the state it is given, and returns the one to go on with.
 */
export interface Fitted {
  readonly name: string;
  /** The errors of the month before the cut, by the model fitted without it. */
  readonly calibration: Calibration;
  /** Of a model with few: what it has learnt, by name. */
  readonly parameters?: Readonly<Record<string, number | null>>;
  /** The state of a station without readings. */
  init(): FittedState;
  /** Takes a reading, in the order of arrival. One that is late, doubled or off the hour changes no model; `predict` then refuses. */
  update(state: FittedState, reading: Hour): FittedState;
  /**
   * Forecasts the hour after the last reading.
   *
   * @param coverage share of the hours that the interval is to hold, above 0 and below 1; 0.9 unless given
   */
  predict(state: FittedState, coverage?: number): Forecast;
  /**
   * Half the widths of the two conformal intervals around the early model's forecast, in the target's unit: the split one stays as the
   * month before the cut set it, the rolling one follows the station's newest errors.
   */
  halfWidths(state: FittedState, coverage?: number): { readonly split: number; readonly rolling: number };
  /** All that `load` needs; the same bytes for the same fit. */
  toJSON(): Plain;
}

/** What a `Fitted` knows of a station between two readings. */
export type FittedState = {
  /** Start of the newest hour in milliseconds since 1970, null before the first reading. */
  hourMs: number | null;
  /** Why the last reading allows no forecast, null where it does. */
  refused: Refusal | null;
  /** Of the model fitted up to the cut. */
  model: Plain;
  /** Of the model fitted up to a month before the cut; null where it goes on from the state of the other one. */
  early: Plain;
  /** The early model's forecast of the hour after `hourMs`; null where it has none. */
  earlyValue: number | null;
} & NewestErrors;
