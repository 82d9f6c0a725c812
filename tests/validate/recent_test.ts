import fc from "fast-check";
import assert from "node:assert/strict";
import { type CleanReading, DEFAULT_RULE_SET, FIELDS, parseRuleSet } from "../../pipeline/reading/mod.ts";
import { RecentReadings } from "../../pipeline/validate/mod.ts";
import { cleanReading } from "../support/notes.ts";

const SENSORS = Object.fromEntries(FIELDS.filter((field) => !field.pollutant).map(({ name }) => [name, null]));

/** What is noted on the last of some readings: each its hour and the values that are not the plain ones. */
function lastNotes(readings: readonly (readonly [number, Record<string, number | null>?])[]): string | null {
  const recent = new RecentReadings();
  return readings.map(([hour, change]) => recent.note(cleanReading(hour, change)).validation_notes).at(-1)!;
}
const hours = (count: number, change: (hour: number) => Record<string, number | null> = () => ({})) =>
  Array.from({ length: count }, (_, hour) => [hour, change(hour)] as const);
const gone = (...lost: number[]) => (hour: number) => lost.includes(hour % 24) ? { co_gt: null } : {};

const CASES: [string, string | null, readonly (readonly [number, Record<string, number | null>?])[]][] = [
  ["nothing on plain readings", null, hours(50)],
  ["flatline from the sixth equal value of an analyser", "flatline:co_gt", hours(6, () => ({ co_gt: 2 }))],
  ["no flatline at the fifth", null, hours(5, () => ({ co_gt: 2 }))],
  ["flatline from the fourth equal value of a sensor", "flatline:pt08_s1_co", hours(4, () => ({ pt08_s1_co: 900 }))],
  ["flatline for as long as it lasts", "flatline:co_gt", hours(400, () => ({ co_gt: 2 }))],
  ["flatline over a gap of 3 h", "flatline:ah", [0, 3, 6, 9].map((hour) => [hour, { ah: 1 }])],
  ["no flatline over a gap of 4 h", null, [0, 1, 2, 6].map((hour) => [hour, { ah: 1 }])],
  ["no flatline over a missing value", null, [1, 1, 1, null, 1].map((ah, hour) => [hour, { ah }])],
  ["no flatline over a step back in time", null, [5, 6, 7, 4].map((hour) => [hour, { ah: 1 }])],
  [
    "no flatline of readings that come more often than hourly",
    null,
    hours(9, () => ({ ah: 1 })).map(([h, c]) => [h / 2, c]),
  ],
  [
    "a plateau from the second 999 of an analyser",
    "plateau:nox_gt",
    [700, 999, 999].map((nox_gt, hour) => [hour, { nox_gt }]),
  ],
  ["no plateau at the first", null, [700, 999].map((nox_gt, hour) => [hour, { nox_gt }])],
  ["no plateau of another value", null, [700, 998, 998].map((nox_gt, hour) => [hour, { nox_gt }])],
  ["no plateau from the second 999 of a sensor", null, [999, 999].map((pt08_s1_co, hour) => [hour, { pt08_s1_co }])],
  ["a plateau from the third", "plateau:pt08_s1_co", [999, 999, 999].map((pt08_s1_co, hour) => [hour, { pt08_s1_co }])],
  ["a plateau over a gap of 3 h", "plateau:c6h6_gt", [[0, { c6h6_gt: 99.9 }], [3, { c6h6_gt: 99.9 }]]],
  ["a step up", "step:t", [20, 20.5, 36].map((t, hour) => [hour, { t }])],
  ["a step down", "step:t", [20, 20.5, 4].map((t, hour) => [hour, { t }])],
  ["no step at the limit", null, [20, 20.5, 35.5].map((t, hour) => [hour, { t }])],
  ["no step on the way back from one", null, [20, 20.5, 50, 21].map((t, hour) => [hour, { t }])],
  ["no step at the new level after one", null, [20, 20.5, 50, 51].map((t, hour) => [hour, { t }])],
  ["no step of the same height over 3 h", null, [[0, { t: 20 }], [1, { t: 20.5 }], [4, { t: 50 }]]],
  ["a step over 3 h that is too high for them", "step:t", [[0, { t: 0 }], [1, { t: 1 }], [4, { t: 47 }]]],
  ["no step over a gap of 4 h", null, [[0, { t: 20 }], [1, { t: 20.5 }], [5, { t: 50 }]]],
  ["no step over a missing value", null, [20, null, 50].map((t, hour) => [hour, { t }])],
  ["a joint outage where all eight sensors are missing", "joint_outage", [[0], [1, SENSORS]]],
  ["a joint outage on the first reading", "joint_outage", [[0, SENSORS]]],
  ["no joint outage of seven sensors", null, [[0], [1, { ...SENSORS, t: 20 }]]],
  ["a calibration hour once it was missed on 3 days", "calibration_hour:co_gt", hours(3 * 24 + 5, gone(4))],
  ["no calibration hour on the third day", null, hours(2 * 24 + 5, gone(4))],
  ["no calibration hour at another hour", null, [...hours(3 * 24 + 5, gone(4)), [77, {}], [78, { co_gt: null }]]],
  [
    "no calibration hour within an outage",
    null,
    hours(3 * 24 + 5, (hour) => hour > 72 ? { co_gt: null } : gone(4)(hour)),
  ],
  ["no calibration hour where the hours beside it were missing too", null, hours(3 * 24 + 4, gone(3, 4))],
  ["no calibration hour of a sensor", null, hours(77, (hour) => hour % 24 === 4 ? { t: null } : {})],
  [
    "a calibration hour that was missed on 4 of 7 days",
    "calibration_hour:co_gt",
    hours(7 * 24 + 5, (hour) => hour > 72 ? gone(4)(hour) : {}),
  ],
  [
    "no calibration hour that was missed on 3 of 7 days",
    null,
    hours(7 * 24 + 5, (hour) => hour > 96 ? gone(4)(hour) : {}),
  ],
  [
    "a dead channel from the last reading of its 14th day",
    "dead_channel:nmhc_gt",
    hours(336, () => ({ nmhc_gt: null })),
  ],
  ["no dead channel the reading before", null, hours(335, () => ({ nmhc_gt: null }))],
  [
    "a dead channel over gaps and steps back",
    "dead_channel:nmhc_gt",
    hours(336, () => ({ nmhc_gt: null })).map(([h, c]) => [h % 9 * 5, c]),
  ],
  ["no dead channel once it has a value again", null, [...hours(336, () => ({ nmhc_gt: null })), [336, {}], [337, {
    nmhc_gt: null,
  }]]],
  [
    "codes in their order, and fields in theirs",
    "flatline:pt08_s1_co;flatline:ah;step:co_gt;step:t;dead_channel:nmhc_gt",
    hours(336, (hour) => ({ nmhc_gt: null, ah: 1, pt08_s1_co: 9, ...hour === 335 ? { t: 59, co_gt: 40 } : {} })),
  ],
];
for (const [what, expected, readings] of CASES) {
  Deno.test(`note() notes ${what}`, () => assert.equal(lastNotes(readings), expected));
}

Deno.test("note() makes suspect what may be wrong, and leaves valid what only explains a missing value", () => {
  const recent = new RecentReadings();
  assert.equal(recent.note(cleanReading(0, SENSORS)).row_validity, "valid");
  recent.note(cleanReading(1, { t: 1 }));
  assert.equal(recent.note(cleanReading(2, { t: 50 })).row_validity, "suspect");
});

Deno.test("note() adds to the notes that are there, and takes a value out of range for no outage", () => {
  const outOfRange = {
    ...cleanReading(0, SENSORS),
    qa_missing_fields: 7,
    qa_out_of_range_fields: 1,
    validation_notes: "out_of_range:t=99",
    row_validity: "suspect" as const,
  };
  assert.equal(new RecentReadings().note(outOfRange).validation_notes, "out_of_range:t=99");
  const recent = new RecentReadings();
  for (let hour = 0; hour < 335; hour++) recent.note(cleanReading(hour, { t: null, nmhc_gt: null }));
  const noted = recent.note({
    ...cleanReading(335, { t: null, nmhc_gt: null }),
    qa_out_of_range_fields: 1,
    validation_notes: "out_of_range:t=99",
    row_validity: "suspect",
  });
  assert.equal(noted.validation_notes, "out_of_range:t=99;dead_channel:nmhc_gt");
  assert.equal(noted.row_validity, "suspect");
});

Deno.test("note() calls an hour at which a value is out of range no calibration hour", () => {
  const recent = new RecentReadings();
  for (const [hour, change] of hours(3 * 24 + 4, gone(4))) recent.note(cleanReading(hour, change));
  const outOfRange = {
    ...cleanReading(76, { co_gt: null }),
    qa_out_of_range_fields: 1,
    validation_notes: "out_of_range:co_gt=99",
  };
  assert.equal(recent.note(outOfRange).validation_notes, "out_of_range:co_gt=99");
});

Deno.test("note() goes by the thresholds of the rule set", () => {
  const rules = parseRuleSet(
    '{"notes":{"flatline":{"hours":2},"step":{"maxPerHour":{"t":1}},"deadChannel":{"days":1},"calibrationHour":{"days":1}}}',
  );
  const recent = new RecentReadings(rules);
  recent.note(cleanReading(0, { t: 1, ah: 1 }));
  assert.equal(recent.note(cleanReading(1, { t: 3, ah: 1 })).validation_notes, "flatline:ah;step:t");
  for (let hour = 2; hour < 24; hour++) recent.note(cleanReading(hour, { nmhc_gt: null, t: null }));
  const t = { t: null };
  assert.equal(recent.note(cleanReading(24, { nmhc_gt: null, ...t })).validation_notes, null);
  assert.equal(
    recent.note(cleanReading(25, { nmhc_gt: null, ...t })).validation_notes,
    "dead_channel:nmhc_gt;dead_channel:t",
  );
});

Deno.test("note() keeps stations apart", () => {
  const recent = new RecentReadings();
  for (let hour = 0; hour < 9; hour++) {
    assert.equal(recent.note(cleanReading(hour, { t: hour % 2 * 50 }, `s${hour % 2}`)).validation_notes, null);
  }
});

/** Values that make each rule fire now and then: long outages, stuck and jumping values, calibration hours, late rows and gaps. */
const stretch = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 20, max: 120 })),
  jumpHours: fc.constantFrom(1, 1, 1, 2, 3, 4, 30, -5, -200, 0.5, 1.01, 9_000, -9_000),
  sound: fc.boolean(),
  stuck: fc.subarray([0, 1, 2, 10], { maxLength: 2 }),
  missing: fc.subarray(FIELDS.map((_, index) => index)),
  spikes: fc.integer({ min: 2, max: 40 }),
});
const RULES = parseRuleSet(
  '{"notes":{"flatline":{"hours":5},"deadChannel":{"days":2},"calibrationHour":{"days":4},"step":{"maxPerHour":{"t":4}}}}',
);

/** Channels that hang together, by their place. */
const SOUND: Record<number, (row: number) => number> = {
  3: (row) => (500 + row * 37 % 600) ** 2 / 30_000,
  4: (row) => 500 + row * 37 % 600,
  10: (row) => 10 + row % 9,
  11: (row) => 40 + row % 13,
  12: (row) => vapourPressure(10 + row % 9, 40 + row % 13),
};
/** Magnus formula, in kPa. */
function vapourPressure(t: number, rh: number): number {
  return rh / 1_000 * 6.112 * Math.exp(17.62 * t / (243.12 + t));
}

type Stretch = typeof stretch extends fc.Arbitrary<infer T> ? T : never;

function readingsOf(stretches: readonly Stretch[]): CleanReading[] {
  const readings: CleanReading[] = [];
  let hour = 0;
  for (const { rows, jumpHours, stuck, missing, spikes, sound } of stretches) {
    hour += jumpHours;
    for (let row = 0; row < rows; row++, hour++) {
      const values = FIELDS.map((_, field) => {
        if (missing.includes(field) || (field === 0 && Math.round(hour) % 24 === 4)) return null;
        if (stuck.includes(field)) return field === 2 ? 999 : 5;
        if (sound && field in SOUND) return SOUND[field]!(row) + (row % spikes === 1 ? 30 : 0);
        return row % spikes === 0 ? 90 : (row * 7 + field) % 5;
      });
      readings.push({ ...cleanReading(hour), values });
    }
  }
  return readings;
}

Deno.test("a RecentReadings made anew from the last readings gives the same notes as the one that saw them all", () => {
  const fired = new Set<string>();
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), fc.nat(), (stretches, at) => {
      const readings = readingsOf(stretches);
      const cut = at % readings.length;
      const whole = new RecentReadings(RULES), again = new RecentReadings(RULES);
      const expected = readings.map((reading) => whole.note(reading));
      for (const { station_id, ts, values } of readings.slice(Math.max(0, cut - again.depth), cut)) {
        again.add(station_id, ts, values.map((value) => value ?? NaN));
      }
      assert.deepEqual(readings.slice(cut).map((reading) => again.note(reading)), expected.slice(cut));
      for (const { validation_notes } of expected) {
        for (const note of validation_notes?.split(";") ?? []) fired.add(note.split(":")[0]!);
      }
    }),
    { numRuns: 300, seed: 5 },
  );
  assert.deepEqual([...fired].sort(), [
    "benzene",
    "calibration_hour",
    "dead_channel",
    "flatline",
    "humidity",
    "implausible_time",
    "joint_outage",
    "plateau",
    "shift",
    "step",
  ]);
});

/** 60 hours in which the channels hang together, and then one in which some have other values. */
function afterSound(change: Record<string, number | null>, hoursOff = 60): string | null {
  const names = FIELDS.map(({ name }) => name);
  const sound = (row: number) =>
    Object.fromEntries(Object.entries(SOUND).map(([at, value]) => [names[Number(at)]!, value(row)]));
  return lastNotes([...hours(60, sound), [hoursOff, { ...sound(60), ...change }]]);
}

const PHYSICS: [string, string | null, Record<string, number | null>][] = [
  ["nothing where all agree", null, {}],
  ["a temperature in °F", "step:t;humidity:t", { t: 16 * 1.8 + 32 }],
  ["a relative humidity that jumps", "humidity:rh", { rh: 90 }],
  ["an absolute humidity that is a tenth off", "humidity:ah", { ah: vapourPressure(16, 48) * 1.1 }],
  ["nothing at 4 %", null, { ah: vapourPressure(16, 48) * 1.04 }],
  ["nothing where one of the three is missing", null, { t: 20, rh: null }],
  ["benzene that is too high for its sensor", "benzene", { c6h6_gt: 40 }],
  ["benzene that is too low for its sensor", "benzene", { pt08_s2_nmhc: 1_090, c6h6_gt: 9 }],
  ["nothing where benzene follows its sensor", null, { pt08_s2_nmhc: 900, c6h6_gt: 27 }],
];
for (const [what, expected, change] of PHYSICS) {
  Deno.test(`RecentReadings notes ${what} after 60 hours in which the channels hang together`, () => {
    assert.equal(afterSound(change), expected);
  });
}

Deno.test("RecentReadings notes no contradiction of channels that never hung together", () =>
  assert.equal(
    lastNotes(
      hours(
        200,
        (hour) => ({
          t: hour % 13,
          rh: 50 + hour % 3,
          ah: 1 + (hour % 5) / 10,
          c6h6_gt: hour % 11,
          pt08_s2_nmhc: 500 + hour * 7 % 90,
        }),
      ),
    ),
    null,
  ));

Deno.test("RecentReadings names the temperature for as long as it is in °F", () => {
  const recent = new RecentReadings();
  const notes = Array.from({ length: 150 }, (_, hour) => {
    const t = 10 + hour % 9, rh = 40 + hour % 13;
    const change = { t: hour < 100 ? t : t * 1.8 + 32, rh, ah: vapourPressure(t, rh) };
    return recent.note(cleanReading(hour, change)).validation_notes ?? "";
  });
  assert.ok(notes.slice(0, 100).every((each) => each === ""));
  assert.ok(notes.slice(100).every((each) => each.includes("humidity:t")));
});

const YEAR = 366 * 24;
const TIMES: [string, boolean[], number[]][] = [
  ["two years ahead", [false, false, false, true, false], [0, 1, 2, 2 * YEAR, 3]],
  ["1970 and 0204, one after the other", [false, false, true, true, false], [0, 1, -299_000, -15_768_000, 2]],
  ["the readings after the first one, which is odd itself, only once", [true, true, false, false], [-299_000, 0, 1, 2]],
  ["nothing within a year, whatever the order", [false, false, false, false], [0, 8_000, -700, 1]],
];
for (const [what, expected, at] of TIMES) {
  Deno.test(`RecentReadings notes as implausible_time ${what}`, () => {
    const recent = new RecentReadings();
    assert.deepEqual(
      at.map((hour) => recent.note(cleanReading(hour)).validation_notes?.includes("implausible_time") ?? false),
      expected,
    );
  });
}

Deno.test("RecentReadings takes a station's new time for good after 24 readings", () => {
  const recent = new RecentReadings();
  for (let hour = 0; hour < 48; hour++) recent.note(cleanReading(hour));
  const noted = Array.from({ length: 30 }, (_, hour) => recent.note(cleanReading(2 * YEAR + hour)).validation_notes);
  assert.equal(noted.filter((notes) => notes?.includes("implausible_time")).length, 24);
});

Deno.test("depth is what the longest rule needs", () => {
  assert.equal(new RecentReadings().depth, 14 * 24);
  assert.equal(new RecentReadings(RULES).depth, 2 * 168);
  assert.equal(new RecentReadings(parseRuleSet('{"notes":{"flatline":{"hours":900}}}')).depth, 900);
  assert.ok(new RecentReadings(DEFAULT_RULE_SET).depth > 7 * 24 + 2);
});
