import assert from "node:assert/strict";
import { nearest } from "../../../tasks/cli/nearest.ts";

const FLAGS = ["speedup", "rate", "limit", "csv"];

const CASES: [string, string | undefined][] = [
  ["spedup", "speedup"],
  ["speedups", "speedup"],
  ["limt", "limit"],
  ["rat", "rate"],
  ["cvs", undefined],
  ["colour", undefined],
  ["", undefined],
];

for (const [word, expected] of CASES) {
  Deno.test(`nearest() gives ${expected} when the word is "${word}"`, () =>
    assert.equal(nearest(word, FLAGS), expected));
}
