import type { Hour } from "./hour.ts";
import type { Plain } from "./plain.ts";
import type { Training } from "./training.ts";

/**
 * Why there is no forecast, as a closed list.
 *
 * | reason | meaning |
 * |---|---|
 * | `no_reading` | no reading has come yet |
 * | `late_reading` | the last reading is of an hour before the newest one |
 * | `doubled_reading` | the last reading is of an hour that had one |
 * | `off_hour_reading` | the last reading does not start a whole hour |
 * | `target_never_observed` | the target has had no value yet |
 * | `input_never_observed` | an input of the model has had no value yet |
 */
export type Refusal =
  | "no_reading"
  | "late_reading"
  | "doubled_reading"
  | "off_hour_reading"
  | "target_never_observed"
  | "input_never_observed";

/** A forecast of the target one hour after the last one stepped, in the target's unit, without an interval. */
export type Point = { readonly value: number } | { readonly refused: Refusal };

/**
 * A model, as whoever adds one writes it. It learns from hours, and nothing else: late, doubled and off-hour readings, skipped hours and
 * intervals are dealt with once, by `forecasterOf`.
 */
export interface Learner<S extends Plain = Plain> {
  /** Name in results files: `ridge`. */
  readonly name: string;
  /** Targets that it needs to learn from; with fewer a fit is refused. */
  readonly minTargets: number;
  /** What decides the result besides the data, for the artefact and the model card. */
  readonly settings: Readonly<Record<string, Plain>>;
  /** Its state follows from the hours alone, whatever was learnt: the fits up to the cut and up to a month before it share one. */
  readonly sharesState: boolean;
  /** Deterministic to the bit for the same training. */
  learn(training: Training): Learnt<S>;
  /** What `toJSON` gave, after a way through text. */
  load(json: Plain): Learnt<S>;
}

/** A model that has learnt. It has no state of its own: one serves any number of stations. */
export interface Learnt<S extends Plain = Plain> {
  /** Of a model with few: what it has learnt, by name. */
  readonly parameters?: Readonly<Record<string, number | null>>;
  /** The state before the first hour. */
  init(): S;
  /**
   * Takes the next hour: each exactly once, in order, none left out; hours without a reading come with nulls only. May change `state`
   * in place, and returns the one to go on with.
   */
  step(state: S, hour: Hour): S;
  /** Forecasts the hour after the last one stepped. Leaves `state` as it is. */
  forecast(state: S): Point;
  /** All that `load` needs; the same bytes for the same fit. Long arrays packed: see `packFloats`. */
  toJSON(): Plain;
}
