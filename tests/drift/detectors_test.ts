import assert from "node:assert/strict";
import { adwin, type Clean, cusum, pageHinkley } from "../../pipeline/drift/mod.ts";

/** Values are taken as they come: mean 0 and standard deviation 1. */
const AS_IS: Clean = { sorted: Float64Array.of(-1, 1), mean: 0, sd: 1 };

/** Even numbers in [0, 1) by arithmetic that Python does alike: river was given the same numbers. */
function evenNumbers(length: number, shift: (t: number) => number): number[] {
  let seed = 7n;
  return Array.from({ length }, (_, t) => {
    seed = (seed * 1103515245n + 12345n) % 2147483648n;
    return Number(seed) / 2147483648 + shift(t);
  });
}

// The numbers are of river 0.26.1: AdaptiveWindowing(0.002, 32, 5, 5, 10), which does not start again after a detection.
const RIVER: [name: string, values: number[], detections: number[], width: number, sum: number, squares: number][] = [
  [
    "a step",
    evenNumbers(3000, (t) => t >= 1500 ? 0.6 : 0),
    [1535, 1567, 1663],
    1496,
    1654.14012777839,
    120.85451340558778,
  ],
  ["no change", evenNumbers(3000, () => 0), [], 3000, 1514.612106712535, 245.2617645886262],
  [
    "two steps",
    evenNumbers(5000, (t) => (t > 1000 ? 0.4 : 0) - (t > 3000 ? 0.8 : 0)),
    [1055, 3039, 3071, 3167],
    1992,
    185.16068873820444,
    167.40914924927786,
  ],
];

for (const [name, values, detections, width, sum, squares] of RIVER) {
  Deno.test(`adwin finds what river finds in ${name}, with the same window`, () => {
    const detector = adwin.make(AS_IS, 1), state = detector.init();
    const found = values.flatMap((value, t) => detector.update(state, value).alarm ? [t] : []);
    assert.deepEqual(found, detections);
    assert.equal(state.width, width);
    assert.ok(
      Math.abs(state.sum - sum) < 1e-9 && Math.abs(state.squares - squares) < 1e-8 * squares,
      `${state.sum}, ${state.squares}`,
    );
  });
}

Deno.test("pageHinkley() is the sum beyond the running mean less its lowest point, from the thirtieth value on", () => {
  const detector = pageHinkley.make({ ...AS_IS, mean: 1, sd: 2 }, Infinity), state = detector.init();
  const values = evenNumbers(200, (t) => t > 100 ? 3 : 0);
  let sum = 0, lowest = Infinity;
  values.forEach((value, t) => {
    const z = values.slice(0, t + 1).map((each) => (each - 1) / 2);
    sum += z.at(-1)! - z.reduce((a, b) => a + b, 0) / z.length - 0.1;
    lowest = Math.min(lowest, sum);
    const { statistic, rows } = detector.update(state, value);
    assert.equal(rows, t + 1);
    if (t < 29) assert.equal(statistic, null);
    else assert.ok(Math.abs(statistic! - (sum - lowest)) < 1e-9);
  });
});

Deno.test("pageHinkley() starts again after an alarm", () => {
  const detector = pageHinkley.make(AS_IS, 20), state = detector.init();
  const values = evenNumbers(100, (t) => t > 50 ? 3 : 0);
  const first = values.findIndex((value) => detector.update(state, value).alarm);
  assert.ok(first > 50 && first < 70, String(first));
  assert.deepEqual(state, detector.init());
});

Deno.test("cusum raises one alarm for a shift either way, resting on the values since it began", () => {
  for (const direction of [1, -1]) {
    const detector = cusum.make(AS_IS, 5), state = detector.init();
    const alarms = Array.from({ length: 60 }, (_, t) => detector.update(state, t < 20 || t > 50 ? 0 : 2 * direction))
      .flatMap((verdict, t) => verdict.alarm ? [{ t, ...verdict }] : []);
    assert.deepEqual(alarms, [{ t: 23, alarm: true, statistic: 6, rows: 4 }]);
  }
});

Deno.test("cusum raises the next alarm once its sum has been back at 0", () => {
  const detector = cusum.make(AS_IS, 5), state = detector.init();
  const values = [2, 2, 2, 2, 2, ...new Array<number>(12).fill(0), 2, 2, 2, 2];
  assert.deepEqual(values.flatMap((value, t) => detector.update(state, value).alarm ? [t] : []), [3, 20]);
});

Deno.test("cusum is not alarmed by one wild hour", () => {
  const detector = cusum.make(AS_IS, 5), state = detector.init();
  assert.deepEqual(detector.update(state, 1000), { alarm: false, statistic: 2.5, rows: 1 });
});
