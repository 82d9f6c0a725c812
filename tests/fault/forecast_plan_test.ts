import assert from "node:assert/strict";
import { forecastPlanText, planForecastRun } from "./forecast_series.ts";

Deno.test("planForecastRun() gives the same plan for the same seed and run, and others for others", () => {
  const texts = (seed: number) =>
    Array.from({ length: 50 }, (_, run) => forecastPlanText(planForecastRun(seed, run + 1)));
  assert.deepEqual(texts(1), texts(1));
  assert.notDeepEqual(texts(1), texts(2));
  assert.ok(new Set(texts(1)).size > 45);
});

Deno.test("planForecastRun() kills at each step of a takeover and of a rotation in two hundred runs", () => {
  const plans = Array.from({ length: 200 }, (_, run) => planForecastRun(1, run + 1));
  const steps = new Set(plans.flatMap(({ traps }) => traps.map(({ step }) => step)));
  for (
    const step of ["fence", "claim", "confirm", "resume", "buffer", "write", "begin", "send", "commit"]
  ) {
    assert.ok(steps.has(step as never), step);
  }
});
