import assert from "node:assert/strict";
import { NAMES } from "./names.ts";
import { type Figures, summarize } from "./summary.ts";
import { judgeTargets, targetTable } from "./targets.ts";

const judged = (measured: Record<string, Figures[]>) => judgeTargets(summarize(new Map(Object.entries(measured))));

const VERDICTS: [string, Record<string, Figures[]>, boolean | null][] = [
  ["met at its bound", { [NAMES.latency]: [{ "latency p99 ms": 1_300 }] }, true],
  ["missed above it", { [NAMES.latency]: [{ "latency p99 ms": 1_301 }] }, false],
  ["met from below", { [NAMES.producer]: [{ "readings/s": 120_000 }] }, true],
  ["missed below it", { [NAMES.producer]: [{ "readings/s": 119_999 }] }, false],
  ["not known without a figure", { [NAMES.latency]: [{ "latency p99 ms": NaN }] }, null],
];

for (const [what, measured, met] of VERDICTS) {
  Deno.test(`judgeTargets() calls a target ${what}`, () =>
    assert.deepEqual(judged(measured).map((one) => one.met), [met]));
}

Deno.test("judgeTargets() makes a ratio of the two figures of each run, not of their medians", () => {
  const rates = (...runs: number[]) => runs.map((rate) => ({ "rows/s": rate }));
  const measured = { [NAMES.noForward]: rates(10, 90, 40), [NAMES.kafkaConsumer]: rates(20, 300, 400) };
  assert.deepEqual(judged(measured).map(({ measured }) => measured.runs), [[0.5, 0.3, 0.1]]);
});

Deno.test("judgeTargets() leaves a ratio out when one of its measurements was not made", () => {
  assert.deepEqual(judged({ [NAMES.noForward]: [{ "rows/s": 1 }] }), []);
});

Deno.test("targetTable() tells what is met and what is only looked at", () => {
  const table = targetTable(judged({
    [NAMES.producer]: [{ "readings/s": 60_000 }],
    [NAMES.kafkaProducer]: [{ "readings/s": 120_000 }],
  }));
  assert.match(table, /from CSV +60,000 +60,000 +60,000 +≥ 120,000 +no\n/);
  assert.match(table, /producer test +0.5 +0.5 +0.5$/);
});
