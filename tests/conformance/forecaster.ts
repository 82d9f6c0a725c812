import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import {
  type Fitted,
  type FittedState,
  type Forecast,
  forecasterOf,
  hourAt,
  type Learner,
} from "../../pipeline/forecast/mod.ts";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import { type FieldName, HOUR_MS, type Hours, splitSeries, timestampMs } from "../../pipeline/series/mod.ts";
import { constantHours, hoursOf, madeHours } from "../support/hours.ts";

/** Ten weeks: the lags' week, a month to learn from, the month before the cut, and a few days after it. */
const LEARNT_HOURS = 1_560, ALL_HOURS = 1_680;
const hours = madeHours(ALL_HOURS);
const NULLS = FIELDS.map(() => null);

/** Adds one test. A test belongs to the file that calls `Deno.test()`, and must be counted in the one that is run. */
type AddTest = (what: string, run: () => void) => void;

/** What every model must do, whatever it is; each check is one test. */
export function forecasterSuite(learner: Learner, test: AddTest): void {
  const forecaster = forecasterOf(learner);
  const fitTo = (given: Hours, last = LEARNT_HOURS - 1) =>
    forecaster.fit({ target: "co_gt", hours: splitSeries(given, timestampMs(given, last))[0], seed: 7 });
  let kept: Fitted | undefined;
  const fitted = () => kept ??= fitTo(hours);

  test("has the same bytes when it is fitted twice", () => {
    assert.equal(textOf(fitTo(hours)), textOf(fitted()));
  });

  test("learns the same when the hours after the cut are others", () => {
    const other = madeHours(ALL_HOURS, 2);
    const fields = Object.fromEntries(FIELDS.map(({ name }) => {
      const values = Float64Array.from(hours.fields[name as FieldName]);
      values.set(other.fields[name as FieldName].subarray(LEARNT_HOURS), LEARNT_HOURS);
      return [name, values];
    }));
    assert.equal(textOf(fitTo(hoursOf(fields))), textOf(fitted()));
  });

  test("forecasts nearly every hour of a series with gaps, each a number inside its interval", () => {
    const forecasts = replay(fitted(), hours);
    const values = forecasts.filter((forecast) => "value" in forecast);
    assert.ok(values.length > 0.9 * ALL_HOURS, `${values.length} of ${ALL_HOURS}`);
    for (const { value, low, high } of values) {
      assert.ok(Number.isFinite(value) && low <= value && value <= high, `${low} ${value} ${high}`);
    }
  });

  test("forecasts the same after a way through JSON", () => {
    const loaded = forecaster.load(JSON.parse(textOf(fitted())));
    assert.equal(textOf(loaded), textOf(fitted()));
    assert.deepEqual(replay(loaded, hours), replay(fitted(), hours));
  });

  test("forecasts the same when its state goes through JSON after each reading", () => {
    assert.deepEqual(replay(fitted(), hours, (state) => JSON.parse(JSON.stringify(state))), replay(fitted(), hours));
  });

  test("leaves the state as it is when it predicts", () => {
    const state = stateAt(fitted(), hours, 900);
    const before = JSON.stringify(state);
    const first = fitted().predict(state);
    assert.equal(JSON.stringify(state), before);
    assert.deepEqual(fitted().predict(state), first);
  });

  test("shares no state between stations", () => {
    const other = madeHours(ALL_HOURS, 3);
    let left = fitted().init(), right = fitted().init();
    const lefts: Forecast[] = [], rights: Forecast[] = [];
    for (let i = 0; i < ALL_HOURS; i++) {
      left = fitted().update(left, hourAt(hours, i));
      right = fitted().update(right, hourAt(other, i));
      lefts.push(fitted().predict(left));
      rights.push(fitted().predict(right));
    }
    assert.deepEqual(lefts, replay(fitted(), hours));
    assert.deepEqual(rights, replay(fitted(), other));
  });

  test("forecasts the same at an hour whatever comes after it", () => {
    const other = madeHours(ALL_HOURS, 4);
    let state = stateAt(fitted(), hours, 1_000);
    const forecast = fitted().predict(state);
    const copy: FittedState = JSON.parse(JSON.stringify(state));
    for (let i = 1_000; i < ALL_HOURS; i++) state = fitted().update(state, hourAt(other, i));
    assert.deepEqual(fitted().predict(copy), forecast);
  });

  test("takes a skipped hour as one in which all is missing", () => {
    const skipping = stateAt(fitted(), hours, 1_000), explicit: FittedState = JSON.parse(JSON.stringify(skipping));
    let filled = explicit;
    for (let i = 1_000; i < 1_005; i++) filled = fitted().update(filled, { ts: timestampMs(hours, i), values: NULLS });
    const after = hourAt(hours, 1_005);
    const skipped = fitted().update(skipping, after);
    assert.deepEqual(pointOf(fitted().predict(skipped)), pointOf(fitted().predict(fitted().update(filled, after))));
  });

  for (
    const [reason, ts] of [
      ["late_reading", timestampMs(hours, 997)],
      ["doubled_reading", timestampMs(hours, 999)],
      ["off_hour_reading", timestampMs(hours, 1_000) + 60_000],
    ] as const
  ) {
    test(`refuses at a ${reason} and forgets it`, () => {
      const wild = FIELDS.map(() => 99);
      const state = fitted().update(stateAt(fitted(), hours, 1_000), { ts, values: wild });
      assert.deepEqual(fitted().predict(state), { refused: reason });
      const next = hourAt(hours, 1_000);
      const clean = fitted().update(stateAt(fitted(), hours, 1_000), next);
      assert.deepEqual(fitted().update(state, next), clean);
    });
  }

  test("starts again after a silence of more than a year", () => {
    const state = stateAt(fitted(), hours, 1_000);
    const later = { ts: timestampMs(hours, 1_000) + 9_000 * HOUR_MS, values: hourAt(hours, 1_000).values };
    assert.deepEqual(fitted().update(state, later), fitted().update(fitted().init(), later));
  });

  test("refuses before the first reading", () => {
    assert.deepEqual(fitted().predict(fitted().init()), { refused: "no_reading" });
  });

  test("forecasts or refuses, and never fails, when a station has fewer hours than its lags", () => {
    const short = madeHours(30, 5);
    for (const forecast of replay(fitted(), short)) assert.ok("refused" in forecast || Number.isFinite(forecast.value));
  });

  test("forecasts or refuses, and never fails, when a station has no value at all", () => {
    let state = fitted().init();
    for (let i = 0; i < 300; i++) {
      state = fitted().update(state, { ts: timestampMs(hours, i), values: NULLS });
      const forecast = fitted().predict(state);
      assert.ok("refused" in forecast || Number.isFinite(forecast.value));
    }
  });

  test("has nested intervals", () => {
    const state = stateAt(fitted(), hours, 1_600);
    const widths = [0.5, 0.8, 0.9, 0.95].map((coverage) => {
      const forecast = fitted().predict(state, coverage);
      assert.ok("value" in forecast);
      return forecast;
    });
    for (let i = 1; i < widths.length; i++) {
      assert.ok(widths[i]!.low <= widths[i - 1]!.low && widths[i]!.high >= widths[i - 1]!.high);
    }
    assert.ok(widths[3]!.high > widths[0]!.high);
  });

  test("forecasts a constant series as that constant", () => {
    const constant = constantHours(ALL_HOURS, 2.5);
    const forecast = replay(fitTo(constant), constant).at(-1)!;
    assert.ok("value" in forecast && Math.abs(forecast.value - 2.5) < 1e-3, JSON.stringify(forecast));
  });

  test("refuses to be fitted when there is too little to learn from", () => {
    for (const length of [1, 100, 168, 169]) {
      assert.throws(
        () => fitTo(hours, length - 1),
        (error) =>
          error instanceof PipelineError && error.code === "usage" && /expected \d+ .*got \d+/.test(error.message),
      );
    }
  });

  test("refuses to be fitted when the target was never observed", () => {
    const fields = { ...hours.fields, co_gt: new Float64Array(ALL_HOURS).fill(NaN) };
    assert.throws(() => fitTo({ ...hours, fields }), /got 0/);
  });
}

const textOf = (fitted: Fitted) => JSON.stringify(fitted.toJSON());

const pointOf = (forecast: Forecast) => "value" in forecast ? forecast.value : forecast.refused;

/** The forecasts made at each hour of a series. */
function replay(fitted: Fitted, given: Hours, through = (state: FittedState) => state): Forecast[] {
  let state = fitted.init();
  return Array.from({ length: given.length }, (_, i) => {
    state = through(fitted.update(state, hourAt(given, i)));
    return fitted.predict(state);
  });
}

/** The state after the first hours of a series. */
function stateAt(fitted: Fitted, given: Hours, count: number): FittedState {
  let state = fitted.init();
  for (let i = 0; i < count; i++) state = fitted.update(state, hourAt(given, i));
  return state;
}
