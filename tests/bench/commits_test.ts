import assert from "node:assert/strict";
import { commitLatencies } from "./commits.ts";

const SEEN = [
  { partition: 0, nextOffset: 2, atMs: 1_500 },
  { partition: 1, nextOffset: 9, atMs: 1_600 },
  { partition: 0, nextOffset: 4, atMs: 2_500 },
];

const CASES: [string, number, number, number][] = [
  ["the first commit behind it", 0, 1, 500],
  ["the next one when it is the first after a commit", 0, 2, 1_500],
  ["the commit of its own partition", 1, 2, 600],
  ["none when there was no commit behind it", 0, 4, Infinity],
  ["none when its partition had no commit", 2, 0, Infinity],
];

for (const [what, partition, offset, latency] of CASES) {
  Deno.test(`commitLatencies() takes ${what}`, () => {
    assert.deepEqual(commitLatencies([{ partition, offset, timestampMs: 1_000 }], SEEN), [latency]);
  });
}
