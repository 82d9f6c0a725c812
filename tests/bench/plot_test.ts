import assert from "node:assert/strict";
import { drawPerformance, linesOf, type Point, pointsOf } from "./plot.ts";
import type { BenchResult } from "./result.ts";
import { summarize } from "./summary.ts";

const SETTING = { rows: 1_000, stations: 1, partitions: 3, consumers: 1, forward: true };
const spread = (median: number) => ({ median, lowest: median - 1, highest: median + 1 });
const point = (changes: Partial<Point["setting"]>, rate = 100): Point => ({
  setting: { ...SETTING, ...changes },
  rate: spread(rate),
  peak: spread(50),
});

function result(rate: number): BenchResult {
  const summary = summarize(new Map([["consumer", [{ "rows/s": rate, "peak MiB": 50 }]], ["rules", [{ ns: 1 }]]]));
  return { summary, settings: { consumer: SETTING } } as unknown as BenchResult;
}

Deno.test("pointsOf() takes the last result when two are of one setting", () => {
  assert.deepEqual(pointsOf([result(1), result(2)]).map(({ rate }) => rate.median), [2]);
});

const LINES: [string, Parameters<typeof linesOf>[1], Point[], number[][]][] = [
  ["rows in their order", "rows", [point({ rows: 2_000 }), point({})], [[1_000, 2_000]]],
  ["more rows with more stations", "rows", [point({}), point({ rows: 2_000, stations: 2 })], [[1_000, 2_000]]],
  ["the fewest stations where rows are alike", "rows", [
    point({ stations: 9 }),
    point({}),
    point({ rows: 2_000, stations: 2 }),
  ], [[1_000, 2_000]]],
  ["a line for each way of forwarding", "rows", [
    ...[true, false].flatMap((forward) => [point({ forward }), point({ forward, rows: 2_000 })]),
  ], [[1_000, 2_000], [1_000, 2_000]]],
  ["no stations of different rows", "stations", [point({}), point({ rows: 2_000, stations: 2 })], []],
  ["stations of the same rows", "stations", [point({}), point({ stations: 9 })], [[1, 9]]],
  ["consumers of the same topic", "consumers", [point({}), point({ consumers: 2, partitions: 4 })], []],
];

for (const [what, factor, points, expected] of LINES) {
  Deno.test(`linesOf() gives ${what}`, () => {
    assert.deepEqual(linesOf(points, factor).map((line) => line.map(({ setting }) => setting[factor])), expected);
  });
}

Deno.test("drawPerformance() draws the factors that vary", async () => {
  const svg = await drawPerformance([point({}), point({ rows: 2_000 }), point({ consumers: 2 })]);
  assert.match(svg, /aria-label="[^"]*against rows, consumers"/);
  assert.ok(!svg.includes("NaN"));
});

Deno.test("drawPerformance() refuses points of which nothing varies", async () => {
  await assert.rejects(drawPerformance([point({})]), /expected two or more/);
});
