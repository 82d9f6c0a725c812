import assert from "node:assert/strict";
import { forecastFigures, readingRate } from "./forecast.ts";

Deno.test("readingRate() counts readings, not rows, from the first takeover to the commit of the last row", () => {
  const committed = (atMs: number, committedRows: number) => ({ atMs, text: JSON.stringify({ committedRows }) });
  const lines = [committed(1_500, 0), committed(3_000, 6_000), committed(5_000, 16_000), committed(5_900, 16_000)];
  const errors = [{ atMs: 900, text: "partitions assigned" }, { atMs: 1_000, text: "took partition over topic=clean" }];
  assert.equal(readingRate(4_000, { lines, errors }), 1_000);
});

Deno.test("forecastFigures() compares rates once readings come with those of Python in batches and row by row", () => {
  const peer = (rows: number, seconds: number) => ({ rows, sent: 4 * rows, seconds, cpuSeconds: seconds, peakMib: 90 });
  const figures = forecastFigures({ "readings/s once it reads": 10_000 }, peer(40_000, 8), peer(500, 5));
  assert.equal(figures["times Python in batches"], 2);
  assert.equal(figures["times Python row by row"], 100);
  assert.equal(figures["CPU µs a reading, Python in batches"], 200);
});
