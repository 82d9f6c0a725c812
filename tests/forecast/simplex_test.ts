import assert from "node:assert/strict";
import { minimise } from "../../pipeline/forecast/models/simplex.ts";

const OPTIONS = { step: 0.5, tolerance: 1e-14, limit: 2000 };

Deno.test("minimise() finds the end of Rosenbrock's valley", () => {
  const { at, value } = minimise(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2, [-1.2, 1], OPTIONS);
  assert.ok(value < 1e-12);
  assert.ok(Math.abs(at[0]! - 1) < 1e-5 && Math.abs(at[1]! - 1) < 1e-5, String(at));
});

Deno.test("minimise() steps around points where the function has no value", () => {
  const { at } = minimise(([x]) => x! <= 0 ? NaN : x! - Math.log(x!), [0.1], OPTIONS);
  assert.ok(Math.abs(at[0]! - 1) < 1e-5, String(at));
});

Deno.test("minimise() shrinks where no reflection helps, and ends", () => {
  const { value, evaluations } = minimise((point) => Math.max(...point.map(Math.abs)), [3, 4, 5], OPTIONS);
  assert.ok(value < 1e-6, String(value));
  assert.ok(evaluations < OPTIONS.limit + 5);
});

Deno.test("minimise() ends at its limit", () => {
  const { evaluations } = minimise(([x]) => x!, [0], { ...OPTIONS, limit: 50 });
  assert.ok(evaluations >= 50 && evaluations < 60, String(evaluations));
});
