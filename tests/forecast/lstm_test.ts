import assert from "node:assert/strict";
import { hourAt } from "../../pipeline/forecast/mod.ts";
import { lstm, lstmChange } from "../../pipeline/forecast/models/lstm.ts";
import { LstmNetwork } from "../../pipeline/forecast/models/lstm_network.ts";
import { blockLoss, type LstmSettings, trainLstm } from "../../pipeline/forecast/models/lstm_training.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";
import { madeHours } from "../support/hours.ts";

const SETTINGS: LstmSettings = {
  inputs: 2,
  hidden: 3,
  window: 5,
  block: 4,
  blocksPerStep: 2,
  rate: 0.02,
  maxEpochs: 30,
  patience: 3,
};

/** Two noises; what comes next is the sum of the first one over three hours. */
function noiseData(hours: number) {
  const random = seededRandom(3), x = Float64Array.from({ length: hours * 2 }, () => random.normal());
  const y = Float64Array.from(
    { length: hours },
    (_, hour) => hour < SETTINGS.window ? NaN : (x[2 * hour]! + x[2 * hour - 2]! + x[2 * hour - 4]!) / Math.sqrt(3),
  );
  return { x, y };
}

Deno.test("LstmNetwork's gradient is the slope of its loss by each parameter", () => {
  const data = noiseData(20), network = new LstmNetwork(SETTINGS), block = [8, 9, 11];
  network.initialise(seededRandom(1));
  const gradient = new Float64Array(network.parameters.length);
  blockLoss(network, data, SETTINGS, block, gradient);
  gradient.forEach((slope, i) => {
    const at = (step: number) => {
      const parameters = network.parameters.slice();
      parameters[i]! += step;
      return blockLoss(new LstmNetwork(SETTINGS, parameters), data, SETTINGS, block);
    };
    const expected = (at(1e-5) - at(-1e-5)) / 2e-5;
    assert.ok(Math.abs(slope - expected) < 1e-8 + 1e-6 * Math.abs(expected), `${i}: ${slope} is not ${expected}`);
  });
});

Deno.test("trainLstm() learns what three hours add up to", () => {
  const data = noiseData(1200), network = trainLstm(data, SETTINGS, 1), trace = network.newTrace(SETTINGS.window);
  let squares = 0, count = 0;
  for (let hour = 1090; hour < 1200; hour++, count++) {
    const from = hour - SETTINGS.window + 1;
    const own = network.project(data.x.subarray(2 * from, 2 * hour + 2), SETTINGS.window);
    squares += (network.run(own, 0, SETTINGS.window, trace) - data.y[hour]!) ** 2;
  }
  assert.ok(squares / count < 0.1, String(squares / count));
});

Deno.test("trainLstm() never learns from the last tenth: others there give the same parameters before the first stop", () => {
  const data = noiseData(400), other = { x: data.x, y: data.y.map((value, hour) => hour > 380 ? -value : value) };
  const once = { ...SETTINGS, maxEpochs: 1 };
  assert.deepEqual(trainLstm(other, once, 1).parameters, trainLstm(data, once, 1).parameters);
});

Deno.test("trainLstm() stops early, and keeps what was best before", () => {
  // In the last tenth the opposite of what is learnt holds: the longer it learns, the worse.
  const data = noiseData(400), y = data.y.map((value, hour) => hour >= 360 ? -5 * value : value);
  const after = (maxEpochs: number) => trainLstm({ x: data.x, y }, { ...SETTINGS, maxEpochs }, 1).parameters;
  assert.deepEqual(after(30), after(15));
  const tail = Array.from({ length: 30 }, (_, i) => 365 + i);
  const lossOf = (parameters: Float64Array) =>
    blockLoss(new LstmNetwork(SETTINGS, parameters), { x: data.x, y }, SETTINGS, tail);
  assert.ok(lossOf(after(30)) <= lossOf(after(1)));
});

Deno.test("trainLstm() depends on the seed and on nothing else", () => {
  const data = noiseData(300), short = { ...SETTINGS, maxEpochs: 2 };
  assert.deepEqual(trainLstm(data, short, 1).parameters, trainLstm(data, short, 1).parameters);
  assert.notDeepEqual(trainLstm(data, short, 2).parameters, trainLstm(data, short, 1).parameters);
});

Deno.test("lstm forecasts by what it has where it knows fewer hours than its window", () => {
  const hours = madeHours(900), training = { target: "co_gt" as const, hours, seed: 1 };
  for (const learner of [lstm, lstmChange]) {
    const model = learner.learn(training);
    let state = model.init(), first = -1;
    for (let at = 0; at < 300 && first < 0; at++) {
      state = model.step(state, hourAt(hours, at));
      if ("value" in model.forecast(state)) first = at;
    }
    assert.ok(first >= 0 && state.window.length === 1, `${first}, ${state.window.length}`);
  }
});
