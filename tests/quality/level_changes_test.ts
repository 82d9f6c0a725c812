import assert from "node:assert/strict";
import { levelChangesOf } from "../../pipeline/quality/level_changes.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import { type Accepted, withLake } from "./fixture.ts";
import { daysOf, type Hour, hoursOfCsv, meansOf } from "./station_days.ts";

const SAMPLE = new URL("../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname;
const REAL = Deno.env.get("AIR_QUALITY_CSV");
const DAY_MS = 86_400_000;

const fieldOf = (name: string) => FIELDS.findIndex((field) => field.name === name);

/** A year of hours in which all channels but one follow the same week and the same weather; deterministic. */
const HOURS: Hour[] = Array.from({ length: 120 * 24 }, (_, hour) => {
  const day = Math.floor(hour / 24), busy = 1 + 0.5 * Math.sin(day * 2.4) + 0.4 * Math.sin(hour / 24 * 2 * Math.PI);
  const values = FIELDS.map(({ name }, field) =>
    name === "t"
      ? 12 + 4 * Math.sin(day / 9) + Math.sin(hour / 4)
      : name === "rh" || name === "ah"
      ? 50 + 8 * Math.sin(day / 7)
      : (20 + 10 * field) * (busy + 0.02 * Math.sin(hour * (field + 3)))
  );
  return { ts: Date.UTC(2024, 0, 1, hour), values };
});

/** One channel in another unit from a reading on, to another one. */
const changed = (name: string, from: number, convert: (value: number) => number, to = Infinity) =>
  daysOf(
    HOURS,
    (field, value, ts) =>
      field === fieldOf(name) && ts >= HOURS[from]!.ts && ts < (HOURS[to]?.ts ?? Infinity) ? convert(value) : value,
  );

const told = (days: ReturnType<typeof daysOf>) =>
  levelChangesOf(days).map(({ field, day, against }) => [
    FIELDS[field]!.name,
    new Date(day * DAY_MS).toISOString().slice(0, 10),
    against > 0 ? "against others" : "by itself",
  ]);

const MIDNIGHT = 60 * 24, DATE = "2024-03-01", NOON = MIDNIGHT + 12;
const FOUND: [what: string, field: string, from: number, convert: (value: number) => number, how: string][] = [
  ["NOx a thousandth", "nox_gt", MIDNIGHT, (value) => value / 1_000, "by itself"],
  ["NO2 ten times", "no2_gt", MIDNIGHT, (value) => value * 10, "by itself"],
  ["°F for °C", "t", MIDNIGHT, (value) => value * 1.8 + 32, "by itself"],
  ["humidity a tenth", "rh", MIDNIGHT, (value) => value / 10, "by itself"],
  ["NO2 in ppb for µg/m³", "no2_gt", MIDNIGHT, (value) => value * 0.523, "against others"],
  ["a sensor of half the resistance", "pt08_s3_nox", MIDNIGHT, (value) => value / 2, "against others"],
];
for (const [what, field, from, convert, how] of FOUND) {
  Deno.test(`levelChangesOf() finds ${what}, and the day it begins`, () =>
    assert.deepEqual(told(changed(field, from, convert)), [[field, DATE, how]]));
}

Deno.test("levelChangesOf() gives the medians before and after the change, and assigns a day with both levels to the closer one", () => {
  const [change] = levelChangesOf(changed("nox_gt", NOON, (value) => value / 1_000));
  assert.ok(change!.before / change!.after > 500 && change!.before / change!.after < 2_000);
  assert.ok([0, 1].includes(change!.day - HOURS[MIDNIGHT]!.ts / DAY_MS));
});

Deno.test("levelChangesOf() finds both ends of a stretch that lasts two weeks", () =>
  assert.deepEqual(told(changed("co_gt", MIDNIGHT, (value) => value / 10, MIDNIGHT + 14 * 24)), [
    ["co_gt", DATE, "by itself"],
    ["co_gt", "2024-03-15", "by itself"],
  ]));

const NOTHING: [what: string, days: () => ReturnType<typeof daysOf>][] = [
  ["a year without a change", () => daysOf(HOURS)],
  [
    "all channels that move together",
    () =>
      daysOf(HOURS, (field, value, ts) => FIELDS[field]!.pollutant && ts >= HOURS[MIDNIGHT]!.ts ? value * 1.3 : value),
  ],
  ["a factor of 1.2", () => changed("no2_gt", MIDNIGHT, (value) => value * 1.2)],
  [
    "a level that rises by 5 % a day",
    () =>
      daysOf(
        HOURS,
        (field, value, ts) => field === fieldOf("co_gt") ? value * 1.05 ** ((ts - HOURS[0]!.ts) / DAY_MS) / 20 : value,
      ),
  ],
  ["five days of another unit", () => changed("no2_gt", MIDNIGHT, (value) => value / 10, MIDNIGHT + 5 * 24)],
  [
    "values below what an instrument can tell from nothing",
    () => daysOf(HOURS, (field, _value, ts) => field === fieldOf("co_gt") ? ts < HOURS[MIDNIGHT]!.ts ? 0 : 0.2 : 50),
  ],
  [
    "fewer than 15 days",
    () =>
      daysOf(
        HOURS.slice(MIDNIGHT - 7 * 24, MIDNIGHT + 7 * 24),
        (field, value, ts) => field === 0 && ts >= HOURS[MIDNIGHT]!.ts ? value / 10 : value,
      ),
  ],
  ["no day", () => daysOf([])],
];
for (const [what, days] of NOTHING) {
  Deno.test(`levelChangesOf() says nothing of ${what}`, () => assert.deepEqual(told(days()), []));
}

for (
  const [outageDays, factor, found] of [[12, 3, true], [12, 1.2, false], [21, 3, false], [21, 1_000, true], [
    30,
    1_000,
    false,
  ]] as const
) {
  Deno.test(`levelChangesOf() ${found ? "sees" : "says nothing of"} a factor of ${factor} across an outage of ${outageDays} days`, () => {
    const { ts: from } = HOURS[MIDNIGHT]!;
    const days = daysOf(
      HOURS.filter(({ ts }) => ts < from || ts >= from + outageDays * DAY_MS),
      (field, value, ts) => field === fieldOf("nox_gt") && ts >= from ? value / factor : value,
    );
    assert.equal(told(days).length, found ? 1 : 0);
  });
}

for (const [name, csv] of [["the synthetic", SAMPLE], ["the real", REAL]] as const) {
  Deno.test({
    name: `levelChangesOf() says nothing of ${name} file${csv === REAL ? " (needs AIR_QUALITY_CSV)" : ""}`,
    ignore: csv === undefined,
    fn: async () => assert.deepEqual(told(daysOf(await hoursOfCsv(csv!))), []),
  });
}

Deno.test({
  name: "levelChangesOf() finds changes put into the real file as docs/report.md says (needs AIR_QUALITY_CSV)",
  ignore: REAL === undefined,
  fn: async () => {
    const hours = await hoursOfCsv(REAL!), sound = daysOf(hours);
    const byDay = [...Map.groupBy(hours, ({ ts }) => Math.floor(ts / DAY_MS)).values()];
    const share = (fields: readonly string[], convert: (value: number) => number, within = 7) => {
      let found = 0, planted = 0;
      for (const name of fields) {
        for (let from = 8 * 24 + 5; from < hours.length - 9 * 24; from += 7 * 24 + 17) {
          const field = fieldOf(name), { ts } = hours[from]!, day = Math.floor(ts / DAY_MS);
          const means = meansOf(byDay, field, (_, value, at) => at >= ts ? convert(value) : value);
          const days = { ...sound, means: sound.means.with(field, means) };
          const values = (from: number, days: number) =>
            means.subarray(Math.max(0, from), from + days).filter((mean) => !Number.isNaN(mean)).length;
          const row = days.days.indexOf(day);
          if (values(row - within, within) < 7 || values(row + 1, within) < 7) continue;
          planted++;
          const changes = levelChangesOf(days);
          const near = (change: typeof changes[number]) =>
            days.means[field]!.subarray(
              ...[day, change.day].map((each) => sound.days.indexOf(each)).sort((a, b) => a - b),
            )
              .filter((mean) => !Number.isNaN(mean)).length <= 3;
          if (changes.some((change) => change.field === field && near(change))) found++;
          assert.ok(changes.every((change) => change.field === field), `${name} ${day}`);
        }
      }
      return [found, planted];
    };
    const pollutants = ["co_gt", "c6h6_gt", "nox_gt", "no2_gt"];
    const sensors = ["pt08_s1_co", "pt08_s2_nmhc", "pt08_s3_nox", "pt08_s4_no2", "pt08_s5_o3"];
    assert.deepEqual(share(pollutants, (value) => value / 1_000), [115, 115]);
    assert.deepEqual(share(pollutants, (value) => value / 10), [115, 115]);
    assert.deepEqual(share(pollutants, (value) => value / 1_000, 28), [196, 196]);
    assert.deepEqual(share(pollutants, (value) => value / 10, 28), [189, 196]);
    assert.deepEqual(share(pollutants, (value) => value / 3.2), [109, 115]);
    assert.deepEqual(share(pollutants, (value) => value * 0.523), [75, 115]);
    assert.deepEqual(share(sensors, (value) => value * 0.523), [179, 190]);
    assert.deepEqual(share(["t"], (value) => value * 1.8 + 32), [12, 12]);
    assert.deepEqual(share(["co_gt"], (value) => value * 0.86), [0, 23]);
  },
});

Deno.test("readQuality() names changed levels by station, the clearest first, and means of the day of six values on", () => {
  const rows = (station: string, factor: number): Omit<Accepted, "offset">[] =>
    Array.from({ length: 20 * 6 }, (_, at) => {
      const day = Math.floor(at / 6), value = 50 + day % 5;
      const no2 = day < 10 ? value : value * factor;
      return { at: new Date(Date.UTC(2024, 0, 1 + day, at % 6)).toISOString(), station, values: { no2_gt: no2 } };
    });
  const accepted = ["b", "a", "c"].flatMap((station, index) => rows(station, [3, 8, 1][index]!))
    .map((row, offset) => ({ ...row, offset }));
  return withLake({ accepted, rowsAPart: 70 }, async (lakeDir) => {
    const { levels } = await readQuality(lakeDir);
    assert.deepEqual(levels, {
      total: 2,
      clearest: [
        { station: "a", field: "no2_gt", date: "2024-01-11", before: 53, after: 51.5 * 8, against: 0 },
        { station: "b", field: "no2_gt", date: "2024-01-11", before: 53, after: 51.5 * 3, against: 0 },
      ],
    });
    const fewer = accepted.filter(({ at }) => !at.includes("T05:"));
    await withLake({ accepted: fewer }, async (lakeDir) => assert.equal((await readQuality(lakeDir)).levels.total, 0));
  });
});
