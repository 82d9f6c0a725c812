import assert from "node:assert/strict";
import {
  adf,
  autocorrelation,
  benjaminiHochberg,
  blockPermutationP,
  changePoints,
  chiSquareUpperTail,
  correlationP,
  describe,
  dieboldMariano,
  effectiveSampleSize,
  fUpperTail,
  holm,
  interpolate,
  kpss,
  kruskalWallis,
  linearTrend,
  lineFit,
  ljungBox,
  longRunVariance,
  meanOf,
  movingBlockWeights,
  mstl,
  normalCdf,
  orderOf,
  partialAutocorrelation,
  partialCorrelation,
  pearson,
  periodogram,
  quantile,
  quantileUnsorted,
  robustZ,
  seededRandom,
  spearman,
  stl,
  strength,
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

Deno.test("correlations of fewer than three complete rows, and with a constant, have no answer", () => {
  const none = { r: null, p: null };
  const few: [Float64Array, Float64Array, number][] = [
    [EMPTY, EMPTY, 0],
    [GAPS, GAPS, 0],
    [Float64Array.of(1), Float64Array.of(2), 1],
    [Float64Array.of(1, 2, NaN), Float64Array.of(2, 1, 3), 2],
    [CONSTANT, CONSTANT.map((_, t) => t), 50],
  ];
  for (const [a, b, n] of few) {
    assert.deepEqual(pearson(a, b), { n, ...none });
    assert.deepEqual(spearman(orderOf(a), orderOf(b)), { n, ...none });
    assert.deepEqual(partialCorrelation(a, b, [new Int32Array(a.length)]), { n, ...none });
    assert.equal(lineFit(a, b), null);
  }
  assert.equal(correlationP(0.5, 2), null);
});

Deno.test("correlationP() of a perfect correlation is 0", () => assert.equal(correlationP(1, 10), 0));

Deno.test("interpolate() carries the nearest value beyond both ends, and has no answer without any", () => {
  assert.deepEqual(interpolate(Float64Array.of(NaN, 2, NaN)), Float64Array.of(2, 2, 2));
  assert.deepEqual([interpolate(EMPTY), interpolate(GAPS)], [null, null]);
});

Deno.test("effectiveSampleSize() stays between 3 and n", () => {
  const strong = new Float64Array(168).fill(0.99), against = Float64Array.of(-0.9), one = Float64Array.of(1);
  assert.equal(effectiveSampleSize(200, strong, strong), 3);
  assert.equal(effectiveSampleSize(200, against, one), 200); // the bracket is below 0
  assert.equal(effectiveSampleSize(200, Float64Array.of(NaN), one), 200);
  assert.equal(effectiveSampleSize(2, strong, strong), 2);
});

Deno.test("decompositions and stationarity tests of too little, and of a constant, have no answer", () => {
  const short = Float64Array.of(1, 2, 3);
  for (const series of [EMPTY, short.subarray(0, 1), short.subarray(0, 2)]) {
    assert.equal(stl(series, { period: 24 }), null);
    assert.equal(adf(series), null);
    assert.equal(kpss(series, "c"), null);
    assert.equal(partialAutocorrelation(series, 5), null);
  }
  assert.equal(mstl(new Float64Array(300), [{ period: 24, window: 11 }, { period: 168, window: 15 }]), null);
  assert.deepEqual([adf(CONSTANT), kpss(CONSTANT, "c"), kpss(CONSTANT, "ct")], [null, null, null]);
  assert.equal(kpss(Float64Array.from({ length: 60 }, (_, t) => 0.1 * t), "ct"), null);
  assert.equal(partialAutocorrelation(CONSTANT, 5), null);
});

Deno.test("stl() of a constant is that constant, with no strength to tell", () => {
  for (const robust of [true, false]) {
    const { trend, seasonal, remainder } = stl(CONSTANT, { period: 24, robust })!;
    assert.ok(trend.every((value) => Math.abs(value - 2.5) < 1e-12));
    assert.ok(seasonal.every((value) => Math.abs(value) < 1e-12));
    assert.ok(remainder.every((value) => Math.abs(value) < 1e-12));
  }
  assert.equal(strength(CONSTANT, CONSTANT.map(() => 0)), null);
});

Deno.test("stl() refuses windows that do not fit", () => {
  for (const options of [{ period: 1 }, { period: 24, seasonal: 8 }, { period: 24, seasonal: 1 }]) {
    assert.throws(() => stl(CONSTANT, options), { code: "internal" });
  }
});

Deno.test("robustZ() keeps gaps, and has no answer where most values are equal", () => {
  assert.deepEqual(robustZ(Float64Array.of(1, NaN, 2, 3))!.map(Number.isNaN as never), Float64Array.of(0, 1, 0, 0));
  assert.deepEqual([robustZ(CONSTANT), robustZ(EMPTY), robustZ(GAPS)], [null, null, null]);
});

Deno.test("kruskalWallis() of one group, and of equal values, has no answer", () => {
  assert.equal(kruskalWallis(orderOf(Float64Array.of(1, 2)), Int32Array.of(0, 0)), null);
  assert.equal(kruskalWallis(orderOf(CONSTANT), Int32Array.from(CONSTANT, (_, t) => t % 2)), null);
  assert.equal(kruskalWallis(orderOf(EMPTY), new Int32Array()), null);
});

const HOURS = 24 * 7 * 20;
const dayCycle = Int32Array.from({ length: HOURS }, (_, t) => t % 24);
/** Autocorrelated noise without a cycle. */
function noise(seed: number): Float64Array {
  const random = seededRandom(seed), series = new Float64Array(HOURS);
  for (let t = 1; t < HOURS; t++) series[t] = 0.95 * series[t - 1]! + random.normal();
  return series;
}

Deno.test("blockPermutationP() calls dependent noise a daily cycle at about its level, and finds a real one", () => {
  const scheme = { kind: "rotate", step: 1, blockSteps: 168 } as const;
  const p = (series: Float64Array, seed: number) =>
    blockPermutationP(orderOf(series), dayCycle, scheme, 99, seededRandom(seed))!;
  let found = 0;
  for (let seed = 0; seed < 100; seed++) if (p(noise(seed), seed) <= 0.05) found++;
  assert.ok(found <= 12, `${found} of 100`); // of a test that is right, 999 in 1,000 counts are at most 12
  assert.equal(p(noise(1).map((value, t) => value + 3 * Math.sin(t / 24 * 2 * Math.PI)), 1), 0.01);
});

Deno.test("blockPermutationP() of slow groups keeps its level where χ² does not", () => {
  const months = Int32Array.from({ length: HOURS }, (_, t) => Math.floor(t / (24 * 28)));
  const scheme = { kind: "shuffle", step: 24, blockSteps: 7 } as const;
  let byBlocks = 0, plain = 0;
  for (let seed = 0; seed < 100; seed++) {
    if (blockPermutationP(orderOf(noise(seed)), months, scheme, 99, seededRandom(seed))! <= 0.05) byBlocks++;
    if (kruskalWallis(orderOf(noise(seed)), months)!.p <= 0.05) plain++;
  }
  assert.ok(byBlocks <= 15, `${byBlocks} of 100`);
  assert.ok(plain >= 80, `${plain} of 100`);
});

Deno.test("blockPermutationP() gives the same p for the same seed", () => {
  const scheme = { kind: "shuffle", step: 24, blockSteps: 7 } as const,
    months = dayCycle.map((_, t) => t < 1000 ? 0 : 1);
  const p = () => blockPermutationP(orderOf(noise(3)), months, scheme, 49, seededRandom(7));
  assert.equal(p(), p());
});

Deno.test("movingBlockWeights() draws blocks whole, also where there are fewer days than a block", () => {
  assert.deepEqual(movingBlockWeights(3, 7, seededRandom(1)), Uint16Array.of(1, 1, 1));
  assert.deepEqual(movingBlockWeights(0, 7, seededRandom(1)), new Uint16Array());
  const weights = movingBlockWeights(70, 7, seededRandom(2));
  assert.equal(weights.reduce((a, b) => a + b, 0), 70);
  assert.ok(weights.some((weight) => weight === 0) && weights.some((weight) => weight > 1));
});

Deno.test("periodogram() keeps the series' mean square", () => {
  for (const n of [2, 3, 10, 97, 128]) {
    const series = noise(n).subarray(0, n), mean = meanOf(series)!;
    const { power } = periodogram(series)!;
    const squares = series.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    assert.ok(Math.abs(power.reduce((a, b) => a + b, 0) - squares) < 1e-9 * squares, `${n}`);
  }
  assert.equal(periodogram(Float64Array.of(1)), null);
});

Deno.test("linearTrend() of two values has no answer; of a constant its slope is 0", () => {
  assert.equal(linearTrend(Float64Array.of(1, NaN, 2), 3), null);
  const { slope, low, high } = linearTrend(CONSTANT, 24)!;
  assert.deepEqual([slope, low, high], [0, 0, 0]);
});

Deno.test("linearTrend() has a wider interval where values depend on their neighbours", () => {
  assert.ok(linearTrend(noise(5), 48)!.slopeError > 3 * linearTrend(noise(5), 0)!.slopeError);
});

Deno.test("changePoints() of nothing has no segment, of a constant one", () => {
  assert.deepEqual(changePoints(EMPTY, 2, 1), []);
  assert.deepEqual(changePoints(CONSTANT, 2, 1), [{ from: 0, to: 50, mean: 2.5 }]);
  assert.deepEqual(changePoints(Float64Array.of(7), 5, 1), [{ from: 0, to: 1, mean: 7 }]);
});

Deno.test("quantileUnsorted() is quantile() of the sorted values, ties and all", () => {
  const random = seededRandom(9);
  for (const n of [1, 2, 3, 10, 101, 1000]) {
    const values = Float64Array.from({ length: n }, () => Math.floor(random.uniform() * n / 2)),
      sorted = values.slice().sort();
    for (const share of [0, 0.025, 0.1, 0.5, 0.77, 0.975, 1]) {
      assert.equal(quantileUnsorted(values, share), quantile(sorted, share), `${n} ${share}`);
    }
  }
  assert.equal(quantileUnsorted(EMPTY, 0.5), null);
});
