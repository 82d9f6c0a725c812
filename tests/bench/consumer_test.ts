import assert from "node:assert/strict";
import { workingRate } from "./consumer.ts";

const line = (atMs: number, accepted: number, committedRows: number) => ({
  atMs,
  text: JSON.stringify({ tally: { accepted, rejected: 0 }, committedRows }),
});

Deno.test("workingRate() leaves out what was there with the first word of a consumer", () => {
  assert.equal(workingRate([[line(1_000, 100, 0), line(3_000, 500, 500)]]), 200);
});

Deno.test("workingRate() begins when the second has rows when there are two", () => {
  const first = [line(1_000, 100, 0), line(1_900, 700, 600), line(3_000, 900, 800)];
  assert.equal(workingRate([first, [line(2_000, 50, 0), line(4_000, 450, 450)]]), (200 + 400) / 2);
});

Deno.test("workingRate() gives no number when the second came too late", () => {
  assert.equal(workingRate([[line(1_000, 100, 0), line(2_000, 900, 900)], [line(2_500, 0, 0)]]), NaN);
});
