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
  normalCdf,
  observedOf,
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
