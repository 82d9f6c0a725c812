import assert from "node:assert/strict";
import { lateness } from "./replay.ts";

const CASES: [string, number[], number[]][] = [
  ["none when all were sent at their turn", [50, 51, 52], [0, 0, 0]],
  ["what a pair that waited for each other was late", [50, 52, 52], [0, 1, 0]],
  ["the first one's when it was late", [53, 51, 52], [3, 0, 0]],
];

for (const [what, sentMs, expected] of CASES) {
  Deno.test(`lateness() gives ${what}`, () => assert.deepEqual(lateness(sentMs, 1_000), expected));
}
