import { FEATURE_COUNT, Features, type FeatureState } from "./feature_state.ts";
import { type Hour, hourAt } from "./hour.ts";
import { type Target, targetIndices, type Training } from "./training.ts";

/** The features of a station, carried forward or not, between two hours. */
export type RowState = FeatureState & {
  /**
   * The newest features, each the last that had a value; NaN where there has been none, which JSON makes null. Empty where nothing is
   * carried.
   */
  carried: (number | null)[];
};

/**
 * The inputs of a model that learns from rows. With `carry` each feature without a value keeps its last one, over all hours, skipped
 * ones too; without, it is NaN.
 */
export class Rows {
  readonly #features: Features;
  readonly #row = new Float64Array(FEATURE_COUNT);

  constructor(target: Target, private readonly carry: boolean) {
    this.#features = new Features(target);
  }

  init(): RowState {
    // Of numbers alone: beside a null each number would be an object of its own, a hundred of them at each reading.
    const carried = this.carry ? new Array<number>(FEATURE_COUNT).fill(NaN) : [];
    return { ...this.#features.init(), carried };
  }

  /** Takes the next hour, in place. */
  step(state: RowState, hour: Hour): void {
    this.#features.step(state, hour);
    if (!this.carry) return;
    const row = this.#row;
    this.#features.read(state, row);
    for (let i = 0; i < FEATURE_COUNT; i++) if (row[i] === row[i]) state.carried[i] = row[i]!;
  }

  /** The inputs for the hour after the newest; NaN where there is no value. The array is valid until the next call. */
  read(state: RowState): Float64Array {
    const row = this.#row;
    if (this.carry) { for (let i = 0; i < FEATURE_COUNT; i++) row[i] = state.carried[i] ?? NaN; }
    else this.#features.read(state, row);
    return row;
  }
}

/** Whether each input has a value. A loop: `some` calls its function for each of them, at each forecast. */
export function isComplete(row: Float64Array): boolean {
  for (let i = 0; i < row.length; i++) if (row[i] !== row[i]) return false;
  return true;
}

/** What a model that learns from rows is fitted to. */
export interface Matrix {
  /** Row after row, {@linkcode FEATURE_COUNT} values each. */
  readonly x: Float64Array;
  /** What is to be forecast: the level, or the change from the last observed value. */
  readonly y: Float64Array;
  readonly rows: number;
}

/**
 * The rows of a training, in order of time. Rows whose inputs are not all known are left out where they are carried, and so are those
 * without a last observed value in the change form.
 */
export function matrixOf(training: Training, { carry, change }: { carry: boolean; change: boolean }): Matrix {
  const { target, hours } = training;
  const inputs = new Rows(target, carry), state = inputs.init();
  const actual = hours.fields[target], indices = targetIndices(training);
  const x = new Float64Array(indices.length * FEATURE_COUNT), y = new Float64Array(indices.length);
  let rows = 0, stepped = 0;
  for (const index of indices) {
    for (; stepped < index; stepped++) inputs.step(state, hourAt(hours, stepped));
    const row = inputs.read(state);
    if ((carry && !isComplete(row)) || (change && state.last === null)) continue;
    x.set(row, rows * FEATURE_COUNT);
    y[rows++] = change ? actual[index]! - state.last! : actual[index]!;
  }
  return { x: x.subarray(0, rows * FEATURE_COUNT), y: y.subarray(0, rows), rows };
}
