import assert from "node:assert/strict";
import { quantile } from "./quantile.ts";

const HUNDRED = Array.from({ length: 100 }, (_, at) => 100 - at);

const CASES: [string, number[], number, number][] = [
  ["the middle of three", [3, 1, 2], 0.5, 2],
  ["the 99th of a hundred", HUNDRED, 0.99, 99],
  ["the only one", [7], 0.99, 7],
  ["none", [], 0.5, NaN],
];

for (const [what, values, q, expected] of CASES) {
  Deno.test(`quantile() gives ${what}`, () => assert.equal(quantile(values, q), expected));
}
