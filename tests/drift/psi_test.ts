import assert from "node:assert/strict";
import { compare, kolmogorovSmirnov, populationStability } from "../../pipeline/drift/mod.ts";

const A = Float64Array.from({ length: 101 }, (_, i) => ((i * 37) % 101) / 10);
const B = Float64Array.from({ length: 89 }, (_, i) => ((i * 53) % 89) / 9 + 1);

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-11 * Math.abs(expected), `${actual} is not ${expected}`);
}

// The numbers are of NumPy 2.4.6 (quantile, histogram) and SciPy 1.17.1 (ks_2samp, kstwobign).
Deno.test("populationStability() equals NumPy's histogram by type 7 deciles", () => {
  near(populationStability(A, B), 0.7287425515744049);
});

Deno.test("populationStability() floors the share of an empty bin at 1e-4", () => {
  const shares = Array.from({ length: 9 }, () => 10 / 101);
  const expected = shares.reduce((sum, share) => sum + (1e-4 - share) * Math.log(1e-4 / share), 0) +
    (1 - 11 / 101) * Math.log(101 / 11);
  near(populationStability(A, new Float64Array(50).fill(1000)), expected);
});

Deno.test("kolmogorovSmirnov() equals SciPy's distance, and p of the limiting distribution", () => {
  const { d, p } = kolmogorovSmirnov(A, B);
  near(d, 0.10757592613193903);
  near(p, 0.6441278939997648);
});

for (
  const [x, expected] of [[0.3, 0.9999906941986655], [0.7, 0.7112351950296893], [1.5, 0.022217962616525127], [
    3,
    3.045995948942526e-8,
  ]] as const
) {
  Deno.test(`kolmogorovSmirnov() has SciPy's tail at ${x}`, () => {
    // √(n/2)·D = x exactly where D = k/n and n = (k/x)²/2.
    const k = 30, n = Math.round((k / x) ** 2 / 2);
    const left = Float64Array.from({ length: n }, (_, i) => i), right = left.map((value) => value + k);
    const { d, p } = kolmogorovSmirnov(left, right);
    near(d, k / n);
    // n is a whole number, so x is only nearly this.
    assert.ok(Math.abs(p / expected - 1) < 0.02, `${p} is not ${expected}`);
  });
}

Deno.test("kolmogorovSmirnov() of equal parts has distance 0 and p 1", () => {
  assert.deepEqual(kolmogorovSmirnov(A, A), { d: 0, p: 1 });
});

Deno.test("compare() gives null and the reason, never NaN, where a part has too few values", () => {
  const reason = "expected 100 observed values in each part, got 101 and 89";
  assert.deepEqual(compare(A, B), { psi: null, ks: null, p: null, n_reference: 101, n_current: 89, reason });
});
