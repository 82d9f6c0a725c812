import assert from "node:assert/strict";
import {
  FEATURE_COUNT,
  featuresOf,
  hourAt,
  LEAD_HOURS,
  matrixOf,
  targetIndices,
  TARGETS,
} from "../../pipeline/forecast/mod.ts";
import { Features } from "../../pipeline/forecast/feature_state.ts";
import { type FieldName, hourOfDay, monthOf, timestampMs, weekdayOf } from "../../pipeline/series/mod.ts";
import { madeHours } from "../support/hours.ts";

const hours = madeHours(600);

/** The features of an origin straight from the series, as STATS defines them: a second way, for the test alone. */
function expectedRow(target: FieldName, origin: number): number[] {
  const y = hours.fields[target], at = (i: number) => i < 0 ? NaN : y[i]!;
  const row = [1, 2, 3, 24, 168].map((lag) => at(origin + 1 - lag));
  for (const window of [3, 6, 24]) {
    const seen = Array.from({ length: window }, (_, i) => at(origin - window + 1 + i)).filter((v) => !Number.isNaN(v));
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    const squares = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    row.push(seen.length > 0 ? mean : NaN, seen.length > 1 ? Math.sqrt(squares / (seen.length - 1)) : NaN);
  }
  const ms = timestampMs(hours, origin + 1);
  for (const [value, period] of [[hourOfDay(ms), 24], [weekdayOf(ms), 7], [monthOf(ms) - 1, 12]] as const) {
    row.push(Math.sin(2 * Math.PI * value / period), Math.cos(2 * Math.PI * value / period));
  }
  const others = "co_gt c6h6_gt nox_gt no2_gt t rh ah pt08_s1_co pt08_s2_nmhc pt08_s3_nox pt08_s4_no2 pt08_s5_o3";
  for (const name of others.split(" ")) if (name !== target) row.push(hours.fields[name as FieldName][origin]!);
  return row.map(Math.fround);
}

for (const target of TARGETS) {
  Deno.test(`Features has the definitions' values at every hour when the target is ${target}`, () => {
    const features = new Features(target), state = features.init(), row = new Float64Array(FEATURE_COUNT);
    for (let origin = 0; origin < hours.length; origin++) {
      features.step(state, hourAt(hours, origin));
      features.read(state, row);
      assert.deepEqual([...row], expectedRow(target, origin), `hour ${origin}`);
    }
  });

  Deno.test(`featuresOf() names as many features as a row has when the target is ${target}`, () => {
    const names = featuresOf(target).map(({ name }) => name);
    assert.equal(names.length, FEATURE_COUNT);
    assert.equal(new Set(names).size, FEATURE_COUNT);
    assert.ok(!names.includes(target) && !names.includes("nmhc_gt"));
  });
}

Deno.test("matrixOf() carries each feature forward over all hours when it is asked to", () => {
  const training = { target: "co_gt", hours, seed: 1 } as const;
  const { x, rows } = matrixOf(training, { carry: true, change: false });
  const indices = targetIndices(training);
  assert.equal(rows, indices.length);
  const carried = new Array<number>(FEATURE_COUNT).fill(NaN);
  let at = 0;
  for (let origin = 0; origin < hours.length - 1; origin++) {
    expectedRow("co_gt", origin).forEach((value, f) => carried[f] = Number.isNaN(value) ? carried[f]! : value);
    if (indices[at] !== origin + 1) continue;
    assert.deepEqual([...x.subarray(at * FEATURE_COUNT, (at + 1) * FEATURE_COUNT)], carried);
    at++;
  }
  assert.equal(at, rows);
});

Deno.test("matrixOf() has the change from the last observed value when it is asked to", () => {
  const training = { target: "co_gt", hours, seed: 1 } as const, co = hours.fields.co_gt;
  const { y } = matrixOf(training, { carry: false, change: true });
  targetIndices(training).forEach((index, row) => {
    let last = index - 1;
    while (Number.isNaN(co[last]!)) last--;
    assert.equal(y[row], co[index]! - co[last]!);
  });
  assert.ok(y.length > 300 && LEAD_HOURS === 168);
});
