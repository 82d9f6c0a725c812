import { PipelineError } from "../../common/mod.ts";
import type { Learner, Learnt } from "../learner.ts";
import { isComplete, type Matrix, matrixOf, Rows, type RowState } from "../feature_matrix.ts";
import type { Plain } from "../plain.ts";
import type { Target } from "../training.ts";

/** A fitted function of the features. */
export interface RowModel {
  /** Of one row; in the unit of the target. */
  predict(row: Float64Array): number;
  toJSON(): Plain;
}

/** What a model that learns from rows of features is. */
export interface RowLearner {
  readonly name: string;
  readonly settings: Readonly<Record<string, Plain>>;
  /** True: features without a value keep their last one. False: the model takes NaN. */
  readonly carry: boolean;
  /** True: it learns the change from the last observed value, and that value is added to its forecast. */
  readonly change: boolean;
  /** Rows that it needs. */
  readonly minTargets: number;
  fit(matrix: Matrix, seed: number): RowModel;
  load(json: Plain): RowModel;
}

/** Makes a learner of a function of the features: the features, their fills and the two forms are the same for all of them. */
export function rowLearner(learner: RowLearner): Learner<RowState> {
  const { name, settings, carry, change, minTargets } = learner;
  return {
    name,
    minTargets,
    settings: { ...settings, carry, change },
    sharesState: true,
    learn(training) {
      const matrix = matrixOf(training, learner);
      if (matrix.rows < minTargets) {
        throw new PipelineError(
          "usage",
          `Cannot fit ${name} for ${training.target}: expected ${minTargets} hours with a value of each input behind them, ` +
            `got ${matrix.rows}`,
          { hint: "give a lake with more hours, and in which every field was measured" },
        );
      }
      return learnt(learner, training.target, learner.fit(matrix, training.seed));
    },
    load(json) {
      const { target, model } = json as { target: Target; model: Plain };
      return learnt(learner, target, learner.load(model));
    },
  };
}

function learnt({ carry, change }: RowLearner, target: Target, model: RowModel): Learnt<RowState> {
  const inputs = new Rows(target, carry);
  return {
    init: () => inputs.init(),
    step(state, hour) {
      inputs.step(state, hour);
      return state;
    },
    forecast(state) {
      if (state.last === null) return { refused: "target_never_observed" };
      const row = inputs.read(state);
      if (carry && !isComplete(row)) return { refused: "input_never_observed" };
      const value = model.predict(row);
      return { value: change ? state.last + value : value };
    },
    toJSON: () => ({ target, model: model.toJSON() }),
  };
}
