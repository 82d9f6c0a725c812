import assert from "node:assert/strict";
import { type DriftResult, studyDrift } from "../../pipeline/drift/mod.ts";
import { forecasterOf, persistence } from "../../pipeline/forecast/mod.ts";
import { FIELDS, MISSING_SENTINEL } from "../../pipeline/reading/mod.ts";
import { type FieldName, HOUR_MS, type HourlySeries, splitSeries } from "../../pipeline/series/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";
import { stationHours } from "../../pipeline/source/station.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";

const START_MS = Date.UTC(2004, 2, 10, 18), CUT_MS = Date.UTC(2004, 11, 31, 23), SHIFT_MS = Date.UTC(2005, 0, 20);

/** The sample's year, changed hour by hour. */
function sampleSeries(change: (field: string, value: number, ts: number) => number): HourlySeries {
  const length = 365 * 24, next = stationHours(seededRandom(SAMPLE.seed));
  const fields = Object.fromEntries(FIELDS.map(({ name }) => [name, new Float64Array(length)])) as Record<
    FieldName,
    Float64Array
  >;
  for (let at = 0; at < length; at++) {
    const ts = START_MS + at * HOUR_MS, values = next(ts);
    FIELDS.forEach(({ name }, index) => {
      const value = values[index]!;
      fields[name as FieldName][at] = value === MISSING_SENTINEL ? NaN : change(name, value, ts);
    });
  }
  const present = new Uint8Array(length).fill(1);
  return {
    stationId: "sample",
    startMs: START_MS,
    length,
    fields,
    present,
    late: 0,
    doubled: 0,
    offHour: 0,
    notes: new Map(),
  };
}

function study(series: HourlySeries): DriftResult {
  const hours = splitSeries(series, CUT_MS)[0], target = "no2_gt" as const;
  const model = forecasterOf(persistence).fit({ target, hours, seed: 1 });
  return studyDrift(series, { cutMs: CUT_MS, fitted: [{ target, model }], seed: 1, years: 40, runs: 4 });
}

let kept: DriftResult | undefined;
const winter = () => kept ??= study(sampleSeries((_, value) => value));
const drifted = study(sampleSeries((field, value, ts) => field === "no2_gt" && ts >= SHIFT_MS ? 1.35 * value : value));

const alarmsOf = ({ alarms }: DriftResult, ...targets: string[]) =>
  alarms.filter(({ target }) => targets.includes(target));

Deno.test("studyDrift() is alarmed by an NO2 drift injected into the sample, and calls it the sensor", () => {
  const alarms = alarmsOf(drifted, "no2_gt", "no2_gt/nox_gt").filter(({ ts }) => Date.parse(ts) >= SHIFT_MS);
  for (const watched of ["input", "absolute_error"]) {
    const first = alarms.find((alarm) => alarm.watched === watched && alarm.meaning === "sensor");
    assert.ok(first !== undefined, watched);
    assert.ok(Date.parse(first.ts) < SHIFT_MS + 14 * 24 * HOUR_MS, `${watched} ${first.ts}`);
  }
});

Deno.test("studyDrift() calls no channel but NO2 a sensor's drift", () => {
  const others = drifted.alarms.filter(({ target, meaning }) => meaning === "sensor" && !target.includes("no2_gt"));
  assert.deepEqual(others.map(({ target }) => target), []);
});

Deno.test("studyDrift() calls winter alone no sensor's drift, and the errors of NO2 stay quiet", () => {
  assert.deepEqual(winter().alarms.filter(({ meaning }) => meaning === "sensor"), []);
  assert.deepEqual(alarmsOf(winter(), "no2_gt").filter(({ watched }) => watched === "absolute_error"), []);
  assert.ok(winter().alarms.some(({ target }) => target === "t"), "the temperature does change");
});

Deno.test("studyDrift() measures false alarms at most as often as it states, with an interval around the rate", () => {
  for (const { detector, stated_per_year, measured_per_year, low, high } of winter().false_alarms) {
    assert.ok(low <= measured_per_year && measured_per_year <= high, detector);
    if (detector !== "never") assert.ok(high <= stated_per_year, `${detector}: ${high} over ${stated_per_year}`);
  }
  const { false_alarms } = winter();
  assert.equal(false_alarms.find(({ detector }) => detector === "never")!.measured_per_year, 0);
  assert.ok(false_alarms.find(({ detector }) => detector === "always")!.measured_per_year > 5_000);
});

Deno.test("studyDrift() finds large shifts sooner than small ones", () => {
  for (const [detector, rows] of Map.groupBy(winter().delays, ({ detector }) => detector)) {
    const medians = rows.map(({ median_hours }) => median_hours ?? Infinity);
    assert.deepEqual(medians, medians.toSorted((a, b) => b - a), detector);
    assert.ok(rows.at(-1)!.found >= rows[0]!.found);
  }
});

Deno.test("studyDrift() gives a field never observed after the cut as null with the reason", () => {
  const { psi, ks, p, n_current, reason } = winter().inputs.year.nmhc_gt!;
  assert.deepEqual([psi, ks, p, n_current], [null, null, null, 0]);
  assert.match(reason!, /^expected 100 observed values in each part, got \d+ and 0$/);
  const facts = winter().streams.find(({ target }) => target === "nmhc_gt")!;
  assert.equal(facts.reason, "expected 240 observed values in the month before the cut, got 0");
  assert.deepEqual(facts.detectors, []);
});

Deno.test("studyDrift() has all 13 fields in both comparisons, and says why there are no equal seasons", () => {
  const names = FIELDS.map(({ name }) => name);
  assert.deepEqual(Object.keys(winter().inputs.year), names);
  assert.deepEqual(Object.keys(winter().inputs.season), names);
  assert.equal(winter().inputs.season.t!.reason, "expected 14 days of the same date before and after the cut, got 0");
  assert.equal(winter().periods.season, null);
});

Deno.test("studyDrift() gives numbers or null and no number that JSON lacks", () => {
  const check = (value: unknown): void => {
    if (typeof value === "number") assert.ok(Number.isFinite(value));
    else if (value !== null && typeof value === "object") Object.values(value).forEach(check);
  };
  check(drifted);
});

Deno.test("studyDrift() rests each alarm on hours up to its own", () => {
  assert.ok(drifted.alarms.length > 0);
  for (const { rows, since, ts, statistic, threshold } of drifted.alarms) {
    assert.ok(rows > 0 && since <= ts && statistic! > threshold!);
    assert.ok((Date.parse(ts) - Date.parse(since)) / HOUR_MS + 1 >= rows);
  }
});

for (
  const [when, cutMs] of [
    ["leaves no month before it", Date.UTC(2004, 2, 20, 23)],
    ["leaves nothing after it", Date.UTC(2005, 5, 1, 23)],
    ["is not the last hour of a day", Date.UTC(2004, 11, 31, 12)],
  ] as const
) {
  Deno.test(`studyDrift() refuses a cut that ${when}`, () => {
    const series = sampleSeries((_, value) => value);
    assert.throws(
      () => studyDrift(series, { cutMs, fitted: [], seed: 1, years: 1, runs: 1 }),
      /^PipelineError: Cannot watch for drift with the cut .*: expected the last hour of a day .*, got readings from/,
    );
  });
}
