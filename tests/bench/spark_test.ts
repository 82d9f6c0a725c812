import assert from "node:assert/strict";
import { sparkFigures } from "./spark.ts";

const OURS = { "rows/s": 400, "CPU seconds": 10, "peak MiB": 300 };
const SPARK = { rows: 980, seconds: 10, cpuSeconds: 40, peakMib: 900 };

Deno.test("sparkFigures() compares the rows that both were given, not those that Spark kept", () => {
  const figures = sparkFigures(1_000, OURS, SPARK);
  assert.equal(figures["rows/s, Spark"], 100);
  assert.equal(figures["times Spark"], 4);
  assert.equal(figures["CPU seconds over Spark's"], 0.25);
  assert.equal(figures["rows that Spark kept"], 980);
});

for (const rows of [0, 1_001]) {
  Deno.test(`sparkFigures() refuses a run in which Spark kept ${rows} of 1,000 rows`, () => {
    assert.throws(() => sparkFigures(1_000, OURS, { ...SPARK, rows }), /Cannot compare with Spark/);
  });
}
