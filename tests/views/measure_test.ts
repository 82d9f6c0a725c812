import assert from "node:assert/strict";
import { LENGTH_CLASSES, measureFills } from "../../pipeline/views/measure.ts";

/** A day's wave with gaps of one, two and thirty hours. */
const WAVE = Float64Array.from(
  { length: 1000 },
  (_, hour) => [100, 300, 301].includes(hour) || hour >= 600 && hour < 630 ? NaN : Math.sin(2 * Math.PI * hour / 24),
);

Deno.test("measureFills() counts the real gaps, each in its class", () => {
  const scores = measureFills(WAVE, 1);
  assert.deepEqual(scores.map(({ gaps }) => gaps), LENGTH_CLASSES.map(({ name }) => name));
  assert.deepEqual(scores.map(({ realGaps, realHours }) => [realGaps, realHours]), [[1, 1], [1, 2], [0, 0], [0, 0], [
    1,
    30,
  ]]);
});

Deno.test("measureFills() finds that the same hour of a day before fits a wave of a day", () => {
  for (const { hours, mae } of measureFills(WAVE, 1)) {
    if (hours === 0) assert.deepEqual(Object.values(mae), [null, null, null, null, null]);
    else {
      assert.ok(mae.same_hour_before! < 1e-9);
      assert.ok(mae.carried_forward! > 0.05);
    }
  }
});

Deno.test("measureFills() gives the same numbers for the same seed", () => {
  assert.deepEqual(measureFills(WAVE, 7), measureFills(WAVE, 7));
  assert.notDeepEqual(measureFills(WAVE, 7), measureFills(WAVE, 8));
});

Deno.test("measureFills() scores nothing where nothing is observed, or nothing is missing", () => {
  for (const values of [new Float64Array(0), new Float64Array(50).fill(NaN), new Float64Array(50).fill(1)]) {
    assert.ok(measureFills(values, 1).every(({ hours }) => hours === 0));
  }
});
