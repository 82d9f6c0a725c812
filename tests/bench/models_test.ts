import assert from "node:assert/strict";
import { modelFigures, type ModelsPeer } from "./models.ts";

const OURS: ModelsPeer = {
  seconds: 10,
  cpuSeconds: 18,
  peakMib: 300,
  forecastUs: { persistence: 1, ridge: 2, forest: 50 },
  mae: { persistence: 0.5, ridge: 0.4, forest: 0.42 },
};
const PEER: ModelsPeer = {
  seconds: 40,
  cpuSeconds: 72,
  peakMib: 400,
  forecastUs: { ridge: 100, forest: 5_000 },
  mae: { persistence: 0.5, ridge: 0.4, forest: 0.4 },
};

Deno.test("modelFigures() compares seconds, and single forecasts by model, when both sides have them", () => {
  const figures = modelFigures(OURS, PEER);
  assert.equal(figures["seconds over Python's"], 0.25);
  assert.equal(figures["forecasts a second over Python's, ridge"], 50);
  assert.equal(figures["forecasts a second over Python's, lowest"], 50);
  assert.equal(figures["µs a forecast, persistence"], undefined);
});

Deno.test("modelFigures() shows it when the errors of one model differ", () => {
  assert.ok(Math.abs(modelFigures(OURS, PEER)["largest difference of an MAE, %"]! - 5) < 1e-9);
});

Deno.test("modelFigures() gives no number when a model of the other side was not trained", () => {
  const { ridge: _, ...mae } = OURS.mae;
  assert.ok(Number.isNaN(modelFigures({ ...OURS, mae }, PEER)["largest difference of an MAE, %"]));
});
