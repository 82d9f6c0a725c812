import type { Evaluation, Target } from "../../forecast/mod.ts";

/** What a model costs; times differ from run to run, so they are in no file whose bytes must repeat. */
export interface Cost {
  readonly target: Target;
  readonly model: string;
  readonly trainingMs: number;
  readonly bytes: number;
  /** To take a reading and forecast, in microseconds. */
  readonly forecastUs: number;
}

/** All that the page of the models is made of. */
export interface ModelsInputs {
  readonly evaluation: Evaluation;
  readonly station: string;
  readonly costs: readonly Cost[];
}
