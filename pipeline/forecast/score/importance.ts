import { seededRandom } from "../../stats/mod.ts";
import { splitSeries, timestampMs } from "../../series/mod.ts";
import { type Matrix, matrixOf } from "../feature_matrix.ts";
import { FEATURE_COUNT } from "../feature_state.ts";
import { featuresOf } from "../feature_table.ts";
import { monthBefore } from "../forecaster_of.ts";
import { fitBoosting } from "../models/boosting.ts";
import type { RowModel } from "../models/row_learner.ts";
import type { Target, Training } from "../training.ts";

/** What a model loses without a feature, or a group of them, in the target's unit. */
export interface Importance {
  readonly target: Target;
  /** MAE in the month before the cut, with everything. */
  readonly mae: number;
  /** By feature: how much the MAE grows when its values are shuffled among the hours of that month. */
  readonly permuted: Readonly<Record<string, number>>;
  /** By group: how much it grows when the model is fitted without the group. */
  readonly ablated: Readonly<Record<string, number>>;
}

/** Shuffles a feature so many times and takes the mean. */
const SHUFFLES = 5;

const GROUPS: Readonly<Record<string, (name: string) => boolean>> = {
  "lags of hours": (name) => ["lag_1", "lag_2", "lag_3"].includes(name),
  "lags of a day and a week": (name) => ["lag_24", "lag_168"].includes(name),
  "windows": (name) => name.startsWith("roll_"),
  "calendar": (name) => /_(sin|cos)$/.test(name),
  "other pollutants": (name) => name.endsWith("_gt"),
  "weather": (name) => ["t", "rh", "ah"].includes(name),
  "sensors": (name) => name.startsWith("pt08_"),
};

/**
 * What each feature is worth to boosting of the change, measured inside the training: fitted up to a month before the cut, tested on
 * that month. A feature whose neighbour says the same looks worthless when it alone is shuffled: read the groups beside it.
 *
 * Source: Breiman (2001), Random forests, section 10 (permutation).
 */
export function importanceOf(training: Training): Importance {
  const { target, hours, seed } = training;
  const afterMs = monthBefore(timestampMs(hours, hours.length - 1)), form = { carry: false, change: true };
  const learnt = matrixOf({ ...training, hours: splitSeries(hours, afterMs)[0] }, form), all = matrixOf(training, form);
  const month = from(all, learnt.rows), model = fitBoosting(learnt), mae = maeOf(model, month);
  const names = featuresOf(target).map(({ name }) => name), random = seededRandom(seed);
  const permuted = names.map((name, feature) => {
    let sum = 0;
    for (let i = 0; i < SHUFFLES; i++) sum += maeOf(model, shuffled(month, feature, random.uniform)) - mae;
    return [name, sum / SHUFFLES];
  });
  const ablated = Object.entries(GROUPS).map(([group, has]) => {
    const gone = names.flatMap((name, feature) => has(name) ? [feature] : []);
    return [group, maeOf(fitBoosting(without(learnt, gone)), without(month, gone)) - mae];
  });
  return { target, mae, permuted: Object.fromEntries(permuted), ablated: Object.fromEntries(ablated) };
}

/** The rows from one on: those of the training come first, in order of time. */
const from = ({ x, y, rows }: Matrix, first: number): Matrix => ({
  x: x.subarray(first * FEATURE_COUNT),
  y: y.subarray(first),
  rows: rows - first,
});

function maeOf(model: RowModel, { x, y, rows }: Matrix): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    sum += Math.abs(model.predict(x.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)) - y[row]!);
  }
  return sum / rows;
}

function shuffled({ x, y, rows }: Matrix, feature: number, uniform: () => number): Matrix {
  const mixed = Float64Array.from(x);
  for (let row = rows - 1; row > 0; row--) {
    const other = Math.floor(uniform() * (row + 1)),
      a = row * FEATURE_COUNT + feature,
      b = other * FEATURE_COUNT + feature;
    [mixed[a], mixed[b]] = [mixed[b]!, mixed[a]!];
  }
  return { x: mixed, y, rows };
}

/** Boosting takes what is missing as it is: a feature that is always missing splits nothing. */
function without({ x, y, rows }: Matrix, features: readonly number[]): Matrix {
  const less = Float64Array.from(x);
  for (let row = 0; row < rows; row++) for (const feature of features) less[row * FEATURE_COUNT + feature] = NaN;
  return { x: less, y, rows };
}
