import assert from "node:assert/strict";
import {
  adf,
  autocorrelation,
  averageRanks,
  benjaminiHochberg,
  changePoints,
  chiSquareUpperTail,
  type Correlation,
  describe,
  dieboldMariano,
  fUpperTail,
  holm,
  interpolate,
  isotonicFit,
  kpss,
  kruskalWallis,
  linearTrend,
  ljungBox,
  longRunVariance,
  mstl,
  normalCdf,
  observedOf,
  orderOf,
  partialAutocorrelation,
  partialCorrelation,
  pearson,
  periodogram,
  spearman,
  stl,
  tTwoSided,
} from "../../pipeline/stats/mod.ts";
import { assertAllClose, assertClose, expected, seriesOf } from "./statistics.ts";

/** Rows whose last number is the expected one. */
function checkRows(rows: readonly (readonly number[])[], compute: (...inputs: number[]) => number) {
  for (const row of rows) assertClose(compute(...row.slice(0, -1)), row.at(-1), row.slice(0, -1).join(), 1e-12);
}

const { t, f, chi_square, normal } = expected.distributions;
Deno.test("tTwoSided() agrees with scipy", () => checkRows(t, tTwoSided));
Deno.test("fUpperTail() agrees with scipy", () => checkRows(f, fUpperTail));
Deno.test("chiSquareUpperTail() agrees with scipy", () => checkRows(chi_square, chiSquareUpperTail));
Deno.test("normalCdf() agrees with scipy", () => checkRows(normal, normalCdf));

for (const [name, wanted] of Object.entries(expected.describe)) {
  Deno.test(`describe() agrees with pandas on the series ${name}`, () => {
    const description = describe(seriesOf(name));
    for (const [key, value] of Object.entries(wanted)) {
      assertClose(description[key as keyof typeof description], value, key, 1e-12, 1e-3);
    }
  });
}

Deno.test("holm() and benjaminiHochberg() agree with statsmodels", () => {
  assertAllClose(holm(expected.p_values), expected.holm, "holm", 1e-14);
  assertAllClose(benjaminiHochberg(expected.p_values), expected.benjamini_hochberg, "bh", 1e-14);
});

for (const [name, wanted] of Object.entries(expected.acf_gaps_kept)) {
  Deno.test(`autocorrelation() agrees with numpy on the series ${name}`, () => {
    assertAllClose(autocorrelation(seriesOf(name), 168), wanted, name);
  });
}

Deno.test("autocorrelation() without gaps agrees with statsmodels", () => {
  assertAllClose(autocorrelation(seriesOf("whole"), 168), expected.acf_adjusted, "acf");
});

Deno.test("ljungBox() agrees with statsmodels", () => {
  for (const [name, lags, fitted, wanted] of expected.ljung_box as [string, number, number, Record<string, number>][]) {
    const { statistic, p } = ljungBox(observedOf(seriesOf(name)), lags, fitted)!;
    assertClose(statistic, wanted.statistic, name);
    assertClose(p, wanted.p, name);
  }
});

Deno.test("longRunVariance() agrees with numpy", () => {
  for (const [name, lags, wanted] of expected.long_run_variance as [string, number, number][]) {
    assertClose(longRunVariance(observedOf(seriesOf(name)), lags), wanted, `${name} ${lags}`);
  }
});

Deno.test("dieboldMariano() agrees with scipy", () => {
  for (const [name, lags, wanted] of expected.diebold_mariano as [string, number, Record<string, number>][]) {
    const { statistic, p } = dieboldMariano(seriesOf(name), lags)!;
    assertClose(statistic, wanted.statistic, name);
    assertClose(p, wanted.p, name);
  }
});

type Numbers = Record<string, number | null>;
type Lists = Record<string, (number | null)[]>;

const correlations: [string, [string, string, Numbers][], (a: Float64Array, b: Float64Array) => Correlation][] = [
  ["pearson() agrees with scipy", expected.pearson as [string, string, Numbers][], pearson],
  [
    "spearman() agrees with scipy",
    expected.spearman as [string, string, Numbers][],
    (a, b) => spearman(orderOf(a), orderOf(b)),
  ],
  [
    "partialCorrelation() agrees with residuals of statsmodels",
    expected.partial_correlation as [string, string, Numbers][],
    (a, b) => partialCorrelation(a, b, [hours(a.length), hours(a.length).map((_, t) => Math.floor(t / (24 * 14)))]),
  ],
];
const hours = (n: number) => Int32Array.from({ length: n }, (_, t) => t % 24);

for (const [behaviour, rows, compute] of correlations) {
  Deno.test(behaviour, () => {
    for (const [a, b, wanted] of rows) {
      const { n, r, p } = compute(seriesOf(a), seriesOf(b));
      assert.equal(n, wanted.n);
      assertClose(r, wanted.r, `${a} ${b}`);
      assertClose(p, wanted.p, `${a} ${b}, p`, 1e-8); // of 1e-200 and below every digit of r counts a hundredfold
    }
  });
}

const lists: [string, Lists, (series: Float64Array) => Float64Array][] = [
  ["interpolate() agrees with pandas", expected.interpolate, (series) => interpolate(series)!],
  ["averageRanks() agrees with pandas", expected.ranks, (series) => averageRanks(orderOf(series))],
  [
    "partialAutocorrelation() agrees with statsmodels",
    expected.pacf,
    (series) => partialAutocorrelation(interpolate(series)!, 40)!.pacf,
  ],
  [
    "partialAutocorrelation() has statsmodels' autocorrelation",
    expected.acf_plain,
    (series) => partialAutocorrelation(interpolate(series)!, 40)!.acf,
  ],
  ["periodogram() agrees with scipy", expected.periodogram, (series) => periodogram(interpolate(series)!)!.power],
];

for (const [behaviour, wanted, compute] of lists) {
  Deno.test(behaviour, () => {
    for (const [name, values] of Object.entries(wanted)) {
      const floor = Math.max(...values.map((value) => Math.abs(value ?? 0))) * 1e-3;
      assertAllClose(compute(seriesOf(name)), values, name, 1e-9, floor);
    }
  });
}

const everySeventh = (values: Float64Array) => values.filter((_, t) => t % 7 === 0);

Deno.test("stl() agrees with statsmodels, robust and not", () => {
  for (const [name, robust, wanted] of expected.stl as [string, boolean, Lists][]) {
    const { trend, seasonal, remainder } = stl(interpolate(seriesOf(name))!, { period: 24, robust })!;
    assertAllClose(everySeventh(trend), wanted.trend!, `${name} trend`, 1e-6, 1);
    assertAllClose(everySeventh(seasonal), wanted.seasonal!, `${name} seasonal`, 1e-6, 1);
    assertAllClose(everySeventh(remainder), wanted.remainder!, `${name} remainder`, 1e-6, 1);
  }
});

Deno.test("mstl() agrees with statsmodels", () => {
  const cycles = [{ period: 24, window: 11 }, { period: 168, window: 15 }];
  const { trend, seasonal } = mstl(interpolate(seriesOf("trend"))!, cycles)!;
  assertAllClose(everySeventh(trend), expected.mstl.trend.trend, "trend", 1e-6, 1);
  assertAllClose(everySeventh(seasonal[0]!), expected.mstl.trend.day, "day", 1e-6, 1);
  assertAllClose(everySeventh(seasonal[1]!), expected.mstl.trend.week, "week", 1e-6, 1);
});

for (const [name, wanted] of Object.entries(expected.stationarity)) {
  Deno.test(`adf() and kpss() agree with statsmodels on the series ${name}`, () => {
    const series = interpolate(seriesOf(name))!;
    const results = { adf: adf(series)!, kpss_c: kpss(series, "c")!, kpss_ct: kpss(series, "ct")! };
    for (const [test, { statistic, p, lags }] of Object.entries(results)) {
      const { statistic: s, p: q, lags: l } = wanted[test as keyof typeof wanted];
      assert.equal(lags, l, test);
      assertClose(statistic, s, test);
      assertClose(p, q, `${test} p`, 1e-8);
    }
  });
}

Deno.test("kruskalWallis() agrees with scipy", () => {
  const groupings = [
    [expected.kruskal_hour, (t: number) => t % 24],
    [expected.kruskal_weekday, (t: number) => Math.floor(t / 24) % 7],
  ] as const;
  for (const [rows, groupOf] of groupings) {
    for (const [name, wanted] of Object.entries(rows)) {
      const series = seriesOf(name), groups = Int32Array.from(series, (_, t) => groupOf(t));
      const { n, groups: present, statistic, p } = kruskalWallis(orderOf(series), groups)!;
      assert.deepEqual([n, present], [wanted.n, wanted.groups]);
      assertClose(statistic, wanted.statistic, name);
      assertClose(p, wanted.p, name);
    }
  }
});

Deno.test("linearTrend() agrees with statsmodels' HAC errors", () => {
  for (const [name, lags, wanted] of expected.linear_trend as [string, number, Numbers][]) {
    const trend = linearTrend(seriesOf(name), lags)!;
    assertClose(trend.slope, wanted.slope, `${name} slope`);
    assertClose(trend.intercept, wanted.intercept, `${name} intercept`);
    assertClose(trend.slopeError, wanted.slopeError, `${name} error`);
  }
});

Deno.test("changePoints() agrees with every split tried", () => {
  for (const [shortest, penalty, wanted] of expected.change_points as [number, number, number[][]][]) {
    const segments = changePoints(seriesOf("steps"), shortest, penalty);
    assert.deepEqual(segments.map(({ from, to }) => [from, to]), wanted.map(([from, to]) => [from, to]));
    segments.forEach(({ mean }, index) => assertClose(mean, wanted[index]![2], `${index}`));
  }
});

Deno.test("isotonicFit() agrees with scipy", () => {
  const x = seriesOf("gaps"), y = seriesOf("other"), fit = isotonicFit(x, y);
  const [levels, values] = expected.isotonic as [number[], number[]];
  const wanted = new Map(levels.map((level, index) => [level, values[index]!]));
  fit.forEach((value, t) => {
    if (Number.isNaN(x[t]! + y[t]!)) assert.ok(Number.isNaN(value));
    else assertClose(value, wanted.get(x[t]!), `${t}`);
  });
});
