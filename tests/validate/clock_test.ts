import assert from "node:assert/strict";
import { type CleanReading, parseRuleSet } from "../../pipeline/reading/mod.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";
import { RecentReadings } from "../../pipeline/validate/mod.ts";
import { cleanReading } from "../support/notes.ts";

interface Air {
  /** By how many hours people are ahead of the sun. */
  people?: (hour: number) => number;
  noise?: number;
}

/** Hours of a street: traffic in the morning and in the evening, the sun in between, and noise. */
function streetOf(hours: number, { people = () => 0, noise = 0.05 }: Air = {}): CleanReading[] {
  const random = seededRandom(7);
  const bell = (hour: number, at: number) => Math.exp(-(((((hour - at) % 24) + 36) % 24 - 12) ** 2) / 4);
  return Array.from({ length: hours }, (_, hour) => {
    const spread = () => 1 + noise * random.normal();
    const busy = hour + people(hour), traffic = 0.3 + bell(busy, 8) + 0.8 * bell(busy, 19), sun = bell(hour, 14);
    return cleanReading(hour, {
      co_gt: 2 * traffic * spread(),
      nox_gt: 150 * traffic * spread(),
      no2_gt: 80 * traffic * spread(),
      pt08_s2_nmhc: 700 + 500 * traffic * spread(),
      pt08_s5_o3: 600 + 600 * traffic * spread(),
      t: 15 + 10 * sun * spread(),
      rh: 60 - 20 * sun * spread(),
      ah: null,
    });
  });
}

const later = (reading: CleanReading, hours: number): CleanReading => ({
  ...reading,
  ts: reading.ts + hours * 3_600_000,
});
/** The clock is set to summer time at an hour, and back at another, where the reading of that hour is a duplicate. */
const summerTime = (readings: readonly CleanReading[], from: number, to = Infinity) =>
  readings.flatMap((reading, hour) => hour === to ? [] : hour >= from && hour < to ? [later(reading, 1)] : [reading]);

/** By reading, whether it is noted that the clock is ahead. */
function noted(readings: readonly CleanReading[], rules = "{}"): boolean[] {
  const recent = new RecentReadings(parseRuleSet(rules));
  return readings.map((reading) => {
    const { validation_notes, row_validity } = recent.note(reading);
    const isNoted = validation_notes?.split(";").includes("shift") ?? false;
    if (isNoted) assert.equal(row_validity, "suspect");
    return isNoted;
  });
}
const count = (flags: readonly boolean[]) => flags.filter((flag) => flag).length;

const WEEK = 168;

Deno.test("RecentReadings notes shift from the 12th reading after a missing hour from which on the clock is ahead, and no longer once it is set back", () => {
  const flags = noted(summerTime(streetOf(WEEK + 100), WEEK, WEEK + 48));
  const first = flags.indexOf(true), last = flags.lastIndexOf(true);
  assert.ok(first >= WEEK + 12 && first <= WEEK + 20, String(first));
  assert.ok(last >= WEEK + 47 && last < WEEK + 60, String(last));
  assert.equal(count(flags), last - first + 1);
});

Deno.test("RecentReadings notes shift for 160 readings after the missing hour, when its hours are no news any more", () => {
  assert.equal(noted(summerTime(streetOf(3 * WEEK), WEEK)).lastIndexOf(true), WEEK + 160);
});

const missing = (readings: readonly CleanReading[], ...hours: number[]) =>
  readings.filter((_, hour) => !hours.includes(hour));
const NOTHING: [when: string, readings: CleanReading[], rules?: string][] = [
  ["hours are missing and the clock is right", missing(streetOf(4 * WEEK), 200, 250, 251, 300, 420, 500)],
  ["a reading comes late", missing(streetOf(2 * WEEK), 200).toSpliced(230, 0, streetOf(201)[200]!)],
  [
    "people rise an hour earlier by the sun",
    missing(streetOf(2 * WEEK, { people: (hour) => hour < WEEK ? 0 : 1 }), WEEK),
  ],
  [
    "people rise an hour later by the sun",
    missing(streetOf(2 * WEEK, { people: (hour) => hour < WEEK ? 0 : -1 }), WEEK),
  ],
  [
    "no hour was missing: nobody can have set the clock",
    streetOf(2 * WEEK, { people: (hour) => hour < WEEK ? 0 : -1 }),
  ],
  ["it has seen less than three days before", summerTime(streetOf(WEEK), 60)],
  ["the days have no course", summerTime(Array.from({ length: 2 * WEEK }, (_, hour) => cleanReading(hour)), WEEK)],
  ["readings come every ten minutes", streetOf(WEEK).map((reading, at) => later(reading, at / 6 - at))],
  [
    "the rule set wants more evidence than there can be",
    summerTime(streetOf(2 * WEEK), WEEK),
    '{"notes":{"shift":{"evidence":null}}}',
  ],
];
for (const [when, readings, rules] of NOTHING) {
  Deno.test(`RecentReadings notes no shift where ${when}`, () => assert.equal(count(noted(readings, rules)), 0));
}

Deno.test("RecentReadings waits for as many readings as the rule set says before it notes shift", () => {
  const flags = noted(summerTime(streetOf(2 * WEEK), WEEK), '{"notes":{"shift":{"readings":40}}}');
  assert.equal(flags.indexOf(true), WEEK + 40);
});

Deno.test("a RecentReadings that is restored from the last readings notes shift as the one that saw them all", () => {
  const readings = summerTime(streetOf(6 * WEEK, { noise: 0.4 }), 3 * WEEK, 3 * WEEK + 200)
    .filter((_, at) => at % 211 !== 3 || at > 3 * WEEK);
  const whole = new RecentReadings(), expected = readings.map((reading) => whole.note(reading).validation_notes);
  assert.ok(expected.filter((notes) => notes?.includes("shift")).length > 40);
  for (let cut = 2 * WEEK; cut < readings.length; cut += 7) {
    const again = new RecentReadings();
    for (const { station_id, ts, values } of readings.slice(Math.max(0, cut - again.depth), cut)) {
      again.add(station_id, ts, values.map((value) => value ?? NaN));
    }
    const next = readings.slice(cut, cut + 7).map((reading) => again.note(reading).validation_notes);
    assert.deepEqual(next, expected.slice(cut, cut + 7), `cut at ${cut}`);
  }
});
