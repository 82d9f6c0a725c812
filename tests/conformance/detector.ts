import assert from "node:assert/strict";
import { calibrate, cleanOf, type DetectorKind, rateOf, STATED_PER_YEAR } from "../../pipeline/drift/mod.ts";
import { delaysOf } from "../../pipeline/drift/delay.ts";
import { falseAlarms } from "../../pipeline/drift/calibrate.ts";
import { randomOf } from "../support/hours.ts";

const YEARS = 100, HOURS = 30 * 24;
const random = randomOf(11);
const noise = () => random() + random() + random() - 1.5;

let level = 0, weather = 0;

/** A month with a daily cycle, days that differ, hours that hang together, and gaps. */
const month = Float64Array.from({ length: HOURS }, (_, hour) => {
  level = hour % 24 === 0 ? noise() : level;
  weather = 0.8 * weather + noise();
  return random() < 0.1 ? NaN : 10 + 2 * Math.sin(2 * Math.PI * hour / 24) + level + weather;
});

/** What every detector must do, whatever it is; each check is one test. */
export function detectorSuite(kind: DetectorKind): void {
  const test = (what: string, run: () => void) => Deno.test(`${kind.name} ${what}`, run);
  const clean = cleanOf(month);
  assert.ok(!("reason" in clean));
  let kept: number | undefined;
  const threshold = () => kept ??= calibrate(kind, clean, month, YEARS, 1);
  const made = () => kind.make(clean, threshold());
  /** A month as it is, then one that is shifted. */
  const stream = [...month, ...month.map((value) => value + 3 * clean.sd)];

  test("keeps its promise on days that the calibration has not drawn", () => {
    const { measured, high } = rateOf(falseAlarms(made(), month, YEARS, 2), YEARS);
    assert.ok(measured <= STATED_PER_YEAR && high <= 1.2 * STATED_PER_YEAR, `${measured}, at most ${high}`);
  });

  test("finds a planted shift of three standard deviations in each of twenty runs", () => {
    const delays = delaysOf(made(), clean, month, { size: 3, runs: 20, seed: 3 });
    assert.ok(delays.length >= 19, `${delays.length} of 20`);
    assert.ok(delays[10]! <= 168, `after ${delays[10]} hours`);
  });

  test("says the same when its state goes through JSON after each hour", () => {
    const straight = made().init();
    let broken = made().init();
    for (const value of stream) {
      broken = JSON.parse(JSON.stringify(broken));
      assert.deepEqual(made().update(broken, value), made().update(straight, value));
    }
    assert.deepEqual(broken, straight);
  });

  test("shares no state between streams", () => {
    const detector = made(), alone = detector.init(), left = detector.init(), right = detector.init();
    for (const value of stream) {
      const verdict = detector.update(left, value);
      detector.update(right, -value);
      assert.deepEqual(verdict, detector.update(alone, value));
    }
  });

  test("changes nothing at an hour without a value", () => {
    const detector = made(), state = detector.init();
    for (const value of month) detector.update(state, value);
    const before = JSON.stringify(state);
    assert.deepEqual(detector.update(state, NaN), { alarm: false, statistic: null, rows: 0 });
    assert.equal(JSON.stringify(state), before);
  });

  test("rests each alarm on values that it has seen", () => {
    const detector = made(), state = detector.init();
    let seen = 0, alarms = 0;
    for (const value of stream) {
      if (!Number.isNaN(value)) seen++;
      const { alarm, statistic, rows } = detector.update(state, value);
      if (!alarm) continue;
      alarms++;
      assert.ok(rows > 0 && rows <= seen && statistic! > threshold());
    }
    assert.ok(alarms > 0);
  });

  test("has a larger threshold where the days differ more", () => {
    const wild = month.map((value, hour) => value + (Math.floor(hour / 24) % 2) * 6 * (Math.floor(hour / 48) % 2));
    const other = cleanOf(wild);
    assert.ok(!("reason" in other));
    assert.ok(calibrate(kind, other, wild, YEARS, 1) > threshold());
  });

  test("has the same threshold for the same seed", () => {
    assert.equal(calibrate(kind, clean, month, YEARS, 1), threshold());
  });
}
