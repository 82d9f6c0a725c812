import assert from "node:assert/strict";
import fc from "fast-check";
import { FILL_METHODS, fillGaps, type FillMethod } from "../../pipeline/views/fill.ts";
import { VIEW_RULES } from "../../pipeline/views/rule.ts";

const N = NaN;
const by = (
  method: FillMethod,
  values: number[],
  longestGap = Infinity,
) => [...fillGaps(Float64Array.from(values), { longestGap, steps: [{ upToHour: Infinity, method }] }).values];

Deno.test("fillGaps() interpolates between the two ends of a gap, and fills none that has one end", () => {
  assert.deepEqual(by("linear_interpolation", [N, 2, N, N, 8, N]), [N, 2, 4, 6, 8, N]);
});

Deno.test("fillGaps() takes the mean of what was observed from three hours before to three after", () => {
  assert.deepEqual(by("rolling_mean", [100, 1, 2, 3, N, 5, N, 7, 100]), [100, 1, 2, 3, 18 / 5, 5, 115 / 4, 7, 100]);
  assert.deepEqual(by("rolling_mean", [N, 1, N]), [N, 1, N]);
});

Deno.test("fillGaps() carries the last value forward, also to the end, never to the beginning", () => {
  assert.deepEqual(by("carried_forward", [N, 1, N, N, 2, N]), [N, 1, 1, 1, 2, 2]);
});

Deno.test("fillGaps() takes the same hour of the last seven days, not of eight", () => {
  const hours = Array.from({ length: 24 * 9 }, (_, hour) => hour);
  const gap = (from: number) => hours.map((hour) => hour % 24 === 5 && hour >= from ? N : hour);
  assert.equal(by("same_hour_before", gap(24))[29], 5);
  assert.equal(by("same_hour_before", gap(24))[24 * 7 + 5], 5);
  assert.equal(by("same_hour_before", gap(24))[24 * 8 + 5], N);
});

Deno.test("fillGaps() leaves a gap that is too long whole", () => {
  assert.deepEqual(by("linear_interpolation", [1, N, N, 4, N, 6], 1), [1, N, N, 4, 5, 6]);
});

Deno.test("fillGaps() says by what each hour was filled", () => {
  const day = Array.from({ length: 24 }, (_, hour) => hour), gap = [N, N, N, N];
  const { values, methods } = fillGaps(Float64Array.from([...day, ...gap]), VIEW_RULES.learning);
  assert.deepEqual([...values.subarray(24)], [23, 23, 23, 3]);
  const carried = FILL_METHODS.indexOf("carried_forward");
  assert.deepEqual([...methods.subarray(23)], [N, carried, carried, carried, FILL_METHODS.indexOf("same_hour_before")]);
});

Deno.test("fillGaps() changes no observed value, and flags exactly what it fills", () => {
  const hour = fc.oneof(fc.constant(N), fc.integer({ min: 0, max: 9 }));
  fc.assert(fc.property(fc.array(hour, { maxLength: 80 }), (list) => {
    for (const rule of Object.values(VIEW_RULES)) {
      const { values, methods } = fillGaps(Float64Array.from(list), rule);
      list.forEach((value, index) => {
        if (!Number.isNaN(value)) assert.deepEqual([values[index], methods[index]], [value, N]);
        else assert.equal(Number.isNaN(values[index]), Number.isNaN(methods[index]));
      });
    }
  }));
});

Deno.test("the learning view never looks ahead: what comes after an hour changes nothing up to it", () => {
  const hour = fc.oneof(fc.constant(N), fc.integer({ min: 0, max: 9 }));
  fc.assert(fc.property(fc.array(hour, { maxLength: 80 }), fc.array(hour, { maxLength: 20 }), (past, future) => {
    const alone = fillGaps(Float64Array.from(past), VIEW_RULES.learning);
    const followed = fillGaps(Float64Array.from([...past, ...future]), VIEW_RULES.learning);
    assert.deepEqual(followed.values.subarray(0, past.length), alone.values);
    assert.deepEqual(followed.methods.subarray(0, past.length), alone.methods);
  }));
});
