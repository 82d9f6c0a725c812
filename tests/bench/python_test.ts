import assert from "node:assert/strict";
import { parseCompare, pythonMissing } from "./python.ts";

const LINES = [
  '{"loaded": 20000, "seconds": 0.4}',
  'seed {"rows_per_s": 1000, "seconds": 10.0, "peak_mib": 150}',
  'best {"rows_per_s": 40000, "seconds": 0.5, "cpu_us_per_row": 24, "peak_mib": 430}',
  'ours {"rows_per_s": 80000, "seconds": 0.25, "cpu_us_per_row": 12, "peak_mib": 300, "silver_rows": 19900}',
  '{"over_seed": 80.0, "over_best_python": 2.0}',
];

Deno.test("parseCompare() tells ours from the two in Python", () => {
  assert.deepEqual(parseCompare(LINES), {
    "rows/s": 80_000,
    "rows/s, best Python": 40_000,
    "rows/s, reference's way": 1_000,
    "times best Python": 2,
    "times the reference's way": 80,
    "CPU µs a row": 12,
    "CPU µs a row, best Python": 24,
    "CPU seconds of the best Python over ours": 2,
    "peak MiB": 300,
    "peak MiB, best Python": 430,
    "rows in silver": 19_900,
  });
});

Deno.test("parseCompare() gives no number when a consumer told nothing", () => {
  assert.ok(Number.isNaN(parseCompare(LINES.slice(0, 3))["times best Python"]));
});

Deno.test("pythonMissing() says so when there is no script to compare by", async () => {
  assert.match((await pythonMissing("no such folder/compare.py"))!, /no such folder/);
});
