import assert from "node:assert/strict";
import { sarima } from "../../pipeline/forecast/models/sarima.ts";
import { SarimaFilter } from "../../pipeline/forecast/models/sarima_filter.ts";
import { sarimaLikelihood, standardisedErrors } from "../../pipeline/forecast/models/sarima_likelihood.ts";
import { hourAt } from "../../pipeline/forecast/hour.ts";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import type { Hours } from "../../pipeline/series/mod.ts";
import { hoursOf } from "../support/hours.ts";

const GIVEN = { ar1: 0.8, ma1: 0.1, sar24: 0.9, sma24: -0.7 };

/** A daily cycle and an autoregressive level with gaps, by arithmetic that Python does alike: statsmodels was given the same numbers. */
function series(length: number): Float64Array {
  let seed = 7n, level = 0;
  return Float64Array.from({ length }, (_, t) => {
    seed = (seed * 1103515245n + 12345n) % 2147483648n;
    level = 0.7 * level + (Number(seed) / 2147483648 - 0.5) * 4;
    return t % 29 === 4 || (t >= 150 && t < 190) ? NaN : 3 * Math.sin(2 * Math.PI * t / 24) + level;
  });
}

function near(actual: number, expected: number, relative: number): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

const coOnly = (co: Float64Array): Hours =>
  hoursOf(Object.fromEntries(FIELDS.map(({ name }) => [name, name === "co_gt" ? co : new Float64Array(co.length)])));

const learn = (co: Float64Array) => sarima.learn({ target: "co_gt", hours: coOnly(co), seed: 1 });

// The expected numbers are of statsmodels 0.15.0: SARIMAX(x, order=(1,0,1), seasonal_order=(1,0,1,24), concentrate_scale=True).
for (
  const [coefficients, expected] of [
    [GIVEN, -580.9453710817876],
    [{ ar1: 0.5, ma1: -0.3, sar24: 0.6, sma24: 0.2 }, -714.8003434393197],
  ] as const
) {
  Deno.test(`sarimaLikelihood() equals statsmodels' where ar1 is ${coefficients.ar1}`, () => {
    near(sarimaLikelihood(coefficients, series(400)).loglike, expected, 1e-10);
  });
}

Deno.test("SarimaFilter expects what statsmodels' filter expects, in gaps and after them", () => {
  const filter = new SarimaFilter(GIVEN), belief = filter.stationary();
  const expected = new Map([
    [0, [0, 3.9466783692057192]],
    [5, [1.5233252727880615, 2.1910229282263893]],
    [160, [-1.332215812724164, 3.239996853418184]],
    [200, [3.95958122214344, 1.073717469673758]],
    [399, [-1.1964373567354722, 1.000410550533443]],
  ]);
  series(400).forEach((x, t) => {
    const [mean, variance] = expected.get(t) ?? [];
    if (mean !== undefined) near(belief.mean[0]!, mean, 1e-10);
    if (variance !== undefined) near(belief.covariance[0]!, variance, 1e-10);
    filter.step(belief, x);
  });
});

Deno.test("SarimaFilter forecasts two hours ahead by the model alone where the first is missing", () => {
  const ar = new SarimaFilter({ ar1: 0.5, ma1: 0, sar24: 0, sma24: 0 }), belief = ar.stationary();
  near(belief.covariance[0]!, 1 / (1 - 0.25), 1e-12);
  ar.step(belief, 8);
  assert.equal(belief.mean[0], 4);
  ar.step(belief, NaN);
  assert.equal(belief.mean[0], 2);
  near(belief.covariance[0]!, 1.25, 1e-12);
});

Deno.test("standardisedErrors() are of variance 1, and absent where nothing was observed", () => {
  const x = series(400), { sigma2 } = sarimaLikelihood(GIVEN, x);
  const errors = standardisedErrors(GIVEN, sigma2, x), observed = errors.filter((error) => !Number.isNaN(error));
  assert.equal(observed.length, x.filter((value) => !Number.isNaN(value)).length);
  near(observed.reduce((sum, error) => sum + error * error, 0) / observed.length, 1, 1e-12);
});

Deno.test("sarima fits as likely parameters as the best of four starts of statsmodels", () => {
  const { parameters } = learn(series(400)).toJSON() as { parameters: { mean: number; loglike: number } };
  near(parameters.mean, -0.06564162455675877, 1e-12);
  assert.ok(parameters.loglike > -568.696523251786 - 0.1, String(parameters.loglike));
});

Deno.test("sarima finds nothing left in its errors where the series is what it takes it for", () => {
  const { residuals } = learn(series(400)).toJSON() as { residuals: { lags: number; p: number } };
  assert.equal(residuals.lags, 24);
  assert.ok(residuals.p > 0.01, String(residuals.p));
});

Deno.test("sarima learns the same bytes twice, and forecasts the same after a way through JSON", () => {
  const hours = coOnly(series(400)), model = learn(series(400)), text = JSON.stringify(model.toJSON());
  assert.equal(JSON.stringify(learn(series(400)).toJSON()), text);
  const loaded = sarima.load(JSON.parse(text));
  let straight = model.init(), broken = loaded.init();
  for (let at = 0; at < hours.length; at++) {
    straight = model.step(straight, hourAt(hours, at));
    broken = loaded.step(JSON.parse(JSON.stringify(broken)), hourAt(hours, at));
    assert.deepEqual(loaded.forecast(broken), model.forecast(straight));
  }
});

Deno.test("sarima forecasts the value of a constant series", () => {
  const hours = coOnly(new Float64Array(400).fill(2.1)), model = learn(hours.fields.co_gt);
  assert.deepEqual(model.toJSON(), {
    target: "co_gt",
    parameters: { ar1: 0, ma1: 0, sar24: 0, sma24: 0, mean: 2.1, sigma2: 0, loglike: null },
    residuals: null,
  });
  assert.deepEqual(model.forecast(model.step(model.init(), hourAt(hours, 0))), { value: 2.1 });
});

Deno.test("sarima refuses until the target has been observed", () => {
  const hours = coOnly(Float64Array.of(NaN, 1)), model = learn(series(400));
  const before = model.step(model.init(), hourAt(hours, 0));
  assert.deepEqual(model.forecast(before), { refused: "target_never_observed" });
  assert.ok("value" in model.forecast(model.step(before, hourAt(hours, 1))));
});
