import assert from "node:assert/strict";
import { committedRate, forecastFigures } from "./forecast.ts";

const line = (atMs: number, committedRows: number) => ({ atMs, text: JSON.stringify({ committedRows }) });

Deno.test("committedRate() counts from the first commit to the last", () => {
  assert.equal(committedRate([line(0, 0), line(1_000, 500), line(2_000, 2_500), line(3_000, 4_500)]), 2_000);
});

Deno.test("forecastFigures() compares rates once readings come with those of Python in batches and row by row", () => {
  const peer = (rows: number, seconds: number) => ({ rows, sent: 4 * rows, seconds, cpuSeconds: seconds, peakMib: 90 });
  const figures = forecastFigures({ "readings/s once it reads": 10_000 }, peer(40_000, 8), peer(500, 5));
  assert.equal(figures["times Python in batches"], 2);
  assert.equal(figures["times Python row by row"], 100);
  assert.equal(figures["CPU µs a reading, Python in batches"], 200);
});
