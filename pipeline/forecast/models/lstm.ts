import { PipelineError } from "../../common/mod.ts";
import { isComplete, Rows, type RowState } from "../feature_matrix.ts";
import { FEATURE_COUNT } from "../feature_state.ts";
import { hourAt } from "../hour.ts";
import type { Learner, Learnt } from "../learner.ts";
import { packFloats, unpackFloats } from "../packed.ts";
import { type Target, targetIndices, type Training } from "../training.ts";
import { LstmNetwork } from "./lstm_network.ts";
import { type LstmData, type LstmSettings, trainLstm } from "./lstm_training.ts";

const SETTINGS: LstmSettings = {
  inputs: FEATURE_COUNT,
  hidden: 12,
  window: 48,
  block: 24,
  blocksPerStep: 2,
  rate: 0.005,
  maxEpochs: 6,
  patience: 2,
};

/** Its features, and what those of up to 48 hours give to the gates, oldest first: so no hour is projected twice. */
export type LstmState = RowState & { window: number[][] };

/** `scales` has mean and standard deviation of each input, then of what is forecast. */
type LstmJson = { target: Target; scales: string; parameters: string };

/** A recurrent network over the features of the last 48 hours. */
export const lstm = lstmLearner("lstm", false);

/** The same, on the change from the last observed value. */
export const lstmChange = lstmLearner("lstm_change", true);

function lstmLearner(name: string, change: boolean): Learner<LstmState> {
  return {
    name,
    minTargets: 336,
    settings: { ...SETTINGS, change },
    sharesState: false,
    learn(training) {
      const { data, scales, count } = dataOf(training, change);
      if (count >= this.minTargets) {
        return learnt(training.target, change, scales, trainLstm(data, SETTINGS, training.seed));
      }
      throw new PipelineError(
        "usage",
        `Cannot fit ${name} for ${training.target}: expected ${this.minTargets} hours with all inputs in the 48 hours before them, ` +
          `got ${count}`,
        { hint: "give a lake with more hours, and in which every field was measured" },
      );
    },
    load(json) {
      const { target, scales, parameters } = json as LstmJson;
      return learnt(target, change, unpackFloats(scales), new LstmNetwork(SETTINGS, unpackFloats(parameters)));
    },
  };
}

function learnt(target: Target, change: boolean, scales: Float64Array, network: LstmNetwork): Learnt<LstmState> {
  const rows = new Rows(target, true), trace = network.newTrace(SETTINGS.window);
  const x = new Float64Array(FEATURE_COUNT), projected = new Float64Array(SETTINGS.window * 4 * SETTINGS.hidden);
  return {
    init: () => ({ ...rows.init(), window: [] }),
    step(state, hour) {
      rows.step(state, hour);
      const row = rows.read(state);
      if (!isComplete(row)) return state;
      for (let i = 0; i < FEATURE_COUNT; i++) x[i] = standardised(row[i]!, scales, i);
      state.window.push([...network.project(x, 1)]);
      if (state.window.length > SETTINGS.window) state.window.shift();
      return state;
    },
    forecast({ window, last }) {
      if (last === null) return { refused: "target_never_observed" };
      if (window.length === 0) return { refused: "input_never_observed" };
      window.forEach((gates, hour) => projected.set(gates, hour * 4 * SETTINGS.hidden));
      const output = network.run(projected, 0, window.length, trace);
      const value = scales[2 * FEATURE_COUNT]! + output * scales[2 * FEATURE_COUNT + 1]!;
      return { value: change ? last + value : value };
    },
    toJSON: () => ({ target, scales: packFloats(scales), parameters: packFloats(network.parameters) }),
  };
}

/** The features of every hour and what follows them, standardised; an hour counts where all inputs of its window are known. */
function dataOf(training: Training, change: boolean): { data: LstmData; scales: Float64Array; count: number } {
  const { target, hours } = training, rows = new Rows(target, true), state = rows.init();
  const actual = hours.fields[target], learns = new Set(targetIndices(training));
  const x = new Float64Array(hours.length * FEATURE_COUNT), y = new Float64Array(hours.length).fill(NaN);
  let known = 0, count = 0;
  for (let hour = 0; hour + 1 < hours.length; hour++) {
    rows.step(state, hourAt(hours, hour));
    const row = rows.read(state);
    x.set(row, hour * FEATURE_COUNT);
    known = isComplete(row) ? known + 1 : 0;
    if (known < SETTINGS.window || !learns.has(hour + 1)) continue;
    y[hour] = change ? actual[hour + 1]! - state.last! : actual[hour + 1]!;
    count++;
  }
  const scales = new Float64Array(2 * FEATURE_COUNT + 2);
  for (let i = 0; i < FEATURE_COUNT; i++) {
    const { mean, sd } = spreadOf(x.filter((_, at) => at % FEATURE_COUNT === i));
    scales.set([mean, sd], 2 * i);
  }
  const { mean, sd } = spreadOf(y);
  scales.set([mean, sd], 2 * FEATURE_COUNT);
  const data = {
    x: x.map((value, at) => standardised(value, scales, at % FEATURE_COUNT)),
    // Nothing varies: everything is forecast as the mean.
    y: y.map((value) => sd === 0 ? value - mean : (value - mean) / sd),
  };
  return { data, scales, count };
}

/** An input that does not vary is 0. */
const standardised = (value: number, scales: Float64Array, i: number) =>
  scales[2 * i + 1] === 0 ? 0 : (value - scales[2 * i]!) / scales[2 * i + 1]!;

/** Mean and standard deviation (n) of what is known. */
function spreadOf(values: Float64Array): { mean: number; sd: number } {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const constant = known.every((value) => value === known[0]);
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return constant ? { mean: known[0]!, sd: 0 } : { mean, sd: Math.sqrt(squares / known.length) };
}
