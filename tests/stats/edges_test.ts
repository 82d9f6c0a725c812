import assert from "node:assert/strict";
import {
  autocorrelation,
  benjaminiHochberg,
  chiSquareUpperTail,
  describe,
  dieboldMariano,
  fUpperTail,
  holm,
  ljungBox,
  longRunVariance,
  meanOf,
  normalCdf,
  quantile,
  tTwoSided,
} from "../../pipeline/stats/mod.ts";

const EMPTY = new Float64Array(), GAPS = new Float64Array(3).fill(NaN), CONSTANT = new Float64Array(50).fill(2.5);

Deno.test("describe() says null where nothing is observed", () => {
  const nothing = { mean: null, sd: null, min: null, q1: null, median: null, q3: null, max: null };
  assert.deepEqual(describe(EMPTY), { n: 0, missing: 0, ...nothing });
  assert.deepEqual(describe(GAPS), { n: 0, missing: 3, ...nothing });
});

Deno.test("describe() leaves its input as it was", () => {
  const series = Float64Array.of(3, NaN, 1, 2);
  describe(series);
  assert.deepEqual(series, Float64Array.of(3, NaN, 1, 2));
});

Deno.test("quantile() of the ends is the smallest and the largest value", () => {
  const sorted = Float64Array.of(1, 5, 9);
  assert.deepEqual([quantile(sorted, 0), quantile(sorted, 1), quantile(EMPTY, 0.5)], [1, 9, null]);
});

Deno.test("statistics of nothing, of gaps alone and of a constant have no answer", () => {
  for (const series of [EMPTY, GAPS, CONSTANT]) {
    assert.ok(autocorrelation(series, 5).every(Number.isNaN));
    assert.equal(dieboldMariano(series.filter((value) => !Number.isNaN(value)), 24), null);
  }
  assert.equal(ljungBox(CONSTANT, 5), null);
  assert.equal(longRunVariance(EMPTY, 3), null);
  assert.equal(longRunVariance(CONSTANT, 3), 0);
  assert.equal(meanOf(GAPS), null);
});

Deno.test("autocorrelation() is NaN from the lag on at which no pair is left", () => {
  const [one, two, three] = autocorrelation(Float64Array.of(1, 2, 4), 3);
  assert.ok(!Number.isNaN(one) && !Number.isNaN(two));
  assert.ok(Number.isNaN(three));
});

Deno.test("holm() and benjaminiHochberg() of no p-value are empty", () => {
  assert.deepEqual([holm([]), benjaminiHochberg([])], [[], []]);
});

Deno.test("tails stay exact where they are tiny, and end at 0 and 1", () => {
  assert.ok(tTwoSided(40, 7000) > 1e-320 && tTwoSided(40, 7000) < 1e-300);
  assert.deepEqual([tTwoSided(Infinity, 5), tTwoSided(0, 5), fUpperTail(0, 2, 3)], [0, 1, 1]);
  assert.deepEqual([normalCdf(-60), normalCdf(60), chiSquareUpperTail(0, 3)], [0, 1, 1]);
});
