import assert from "node:assert/strict";
import { type Figures, summarize, summaryTable } from "./summary.ts";

const MEDIANS: [string, number[], number][] = [
  ["one run", [5], 5],
  ["an odd number of runs", [9, 1, 4], 4],
  ["an even number of runs", [10, 1, 4, 2], 3],
];

for (const [when, runs, median] of MEDIANS) {
  Deno.test(`summarize() gives median and spread when there is ${when}`, () => {
    const measured = new Map([["consumer", runs.map((seconds): Figures => ({ seconds }))]]);
    assert.deepEqual(summarize(measured), {
      consumer: { seconds: { median, lowest: Math.min(...runs), highest: Math.max(...runs), runs } },
    });
  });
}

Deno.test("summaryTable() aligns figures of every size", () => {
  const measured = new Map([["consumer", [{ "seconds": 1.234, "rows/s": 123_456.7, "peak MiB": 45.67 }]]]);
  assert.equal(
    summaryTable(summarize(measured)),
    [
      "consumer     median   lowest  highest",
      "  seconds      1.23     1.23     1.23",
      "  rows/s    123,457  123,457  123,457",
      "  peak MiB     45.7     45.7     45.7",
    ].join("\n"),
  );
});

Deno.test("summaryTable() says unknown when a figure is not known", () => {
  const table = summaryTable(summarize(new Map([["consumer", [{ "peak MiB": NaN }]]])));
  assert.match(table, /peak MiB +unknown +unknown +unknown$/);
});
