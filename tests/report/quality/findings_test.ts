import assert from "node:assert/strict";
import { findingsOf } from "../../../pipeline/report/quality/findings.ts";
import { judgeRun } from "../../../pipeline/report/quality/verdict.ts";
import { quality } from "./fixture.ts";

const DATES = { firstDate: "2004-03-10", lastDate: "2004-03-19", worstDate: "2004-03-11", worstRows: 2 };
const note = (code: string, field: string, rows: number) => ({ kind: "note" as const, code, field, rows, ...DATES });
const leads = (...rules: ReturnType<typeof note>[]) => findingsOf(quality({ rules })).map(({ lead }) => lead);

const LEADS: [ReturnType<typeof note>, RegExp][] = [
  [note("implausible_time", "", 3), /^Implausible times: 3 /],
  [note("plateau", "nox_gt", 4), /^At a round maximum: 4 values/],
  [note("humidity", "t", 5), /^Against the humidities: 5 values/],
  [note("benzene", "", 1), /^Against its sensor: 1 value/],
  [note("shift", "", 20), /^An hour ahead: 20 values/],
  [note("odd_value", "co_gt", 2), /^Odd values: 2 values/],
  [note("unknown_field", "Ozone", 240), /^1 field that the contract does not know: Ozone/],
];
for (const [rule, lead] of LEADS) {
  Deno.test(`findingsOf() names what was noted as ${rule.code}`, () => {
    assert.ok(leads(rule).some((each) => lead.test(each)), leads(rule).join("; "));
    assert.ok(!leads().some((each) => lead.test(each)));
  });
}

Deno.test("findingsOf() says that a field has vanished from its 24th hour without a value on", () => {
  const { fields, lastTs } = quality();
  const gone = (hours: number) => {
    const last = new Date(Date.parse(lastTs!) - hours * 3_600_000).toISOString().replace(".000Z", "Z");
    const changed = fields.map((field) => field.name === "no2_gt" ? { ...field, lastTs: last } : { ...field, lastTs });
    return findingsOf(quality({ fields: changed })).filter(({ lead }) => lead.endsWith("has vanished"));
  };
  assert.deepEqual(gone(24).map(({ lead }) => lead), ["no2_gt has vanished"]);
  assert.deepEqual(gone(23), []);
});

const CHANGE = { station: "s", field: "nox_gt", date: "2004-09-14", before: 204.4, after: 0.2044, against: 0 };

Deno.test("findingsOf() names changed levels with before, after and unit, and how they were seen, three of them at most", () => {
  const levels = { total: 5, clearest: [CHANGE, { ...CHANGE, field: "co_gt", against: 4 }, CHANGE, CHANGE, CHANGE] };
  const found = findingsOf(quality({ levels })).filter(({ lead }) => lead.includes("changed its level"));
  assert.deepEqual(found.map(({ lead }) => lead), [
    "nox_gt changed its level about 2004-09-14: 204.4 to 0.2044 ppb",
    "co_gt changed its level about 2004-09-14: 204.4 to 0.2044 mg/m³",
    "nox_gt changed its level about 2004-09-14: 204.4 to 0.2044 ppb",
  ]);
  assert.match(found[0]!.text, /^Its days before and after are further apart/);
  assert.match(found[1]!.text, /^4 channels that usually move with it did not/);
  assert.match(found[2]!.text, /2 further changes are in the table/);
  assert.equal(found[0]!.command, "deno task trace --outcome accepted --from 2004-09-13 --to 2004-09-15");
  const [named] = findingsOf(quality({ levels, stations: 2 })).filter(({ lead }) => lead.includes("changed its level"));
  assert.match(named!.lead, /^nox_gt of s changed/);
  assert.match(named!.command, /--station s /);
});

Deno.test("findingsOf() names the hours by which a clock seems to follow summer time", () => {
  const summerTime = {
    total: 1,
    stations: [{ station: "s", missing: ["2004-03-28T02:00:00Z"], doubled: ["2004-10-31T02:00:00Z"] }],
  };
  const found = (stations: number) =>
    findingsOf(quality({ summerTime, stations })).find(({ lead }) => /summer time/.test(lead))!;
  assert.equal(found(1).lead, "The clock seems to follow summer time");
  assert.match(
    found(1).text,
    /^2004-03-28 02:00 is missing and 2004-10-31 02:00 came twice: each the only such hour of its night/,
  );
  assert.equal(found(1).command, "deno task trace --rule duplicate --date 2004-10-31 --hour 2");
  assert.equal(found(2).lead, "1 station seems to follow summer time");
  assert.match(found(2).text, /^s: /);
});

Deno.test("findingsOf() says that duplicates have other values, with the first of them", () => {
  const duplicates = (kept: number | null) => ({
    compared: 1_200,
    withOtherValues: 1,
    examples: [{ station: "s", ts: "2004-10-31T02:00:00Z", field: "no2_gt", kept, other: 113 }],
  });
  const found = (kept: number | null) =>
    findingsOf(quality({ duplicates: duplicates(kept) })).find(({ lead }) => /duplicate/.test(lead))!;
  assert.equal(found(96).lead, "1 duplicate of 1,200 compared has other values than the reading that counts");
  assert.match(found(96).text, /^Such as no2_gt 113 at 2004-10-31 02:00, where 96 counts\. A correction/);
  assert.match(found(null).text, /where none counts/);
  assert.equal(found(96).command, "deno task trace --rule duplicate --date 2004-10-31");
});

Deno.test("findingsOf() says that temperature and humidities contradict each other all the time, and by how much", () => {
  const humidity = { total: 1, stations: [{ station: "s", readings: 200, contradicting: 199, ratio: 99.8123 }] };
  const found = (stations: number) =>
    findingsOf(quality({ humidity, stations })).find(({ lead }) => /contradict/.test(lead))!;
  assert.equal(found(1).lead, "Temperature and humidities contradict each other all the time");
  assert.match(found(1).text, /^in 99\.5 % of the readings .* it is 99\.81 times as much/);
  assert.match(found(2).lead, / at 1 station$/);
  assert.equal(found(2).command, "deno task trace --outcome accepted --station s");
});

Deno.test("judgeRun() calls no run good that has a changed level, or a station on summer time or with contradicting humidities", () => {
  const humidity = { total: 1, stations: [{ station: "s", readings: 200, contradicting: 199, ratio: 100 }] };
  const summerTime = { total: 1, stations: [{ station: "s", missing: [], doubled: ["2004-10-31T02:00:00Z"] }] };
  const levels = (changes: Parameters<typeof quality>[0]) =>
    judgeRun({ quality: quality(changes), runs: [], consumers: [], proof: null }).checks
      .filter(({ question }) => /^(Changed levels|Stations )/.test(question)).map(({ level }) => level);
  assert.deepEqual(levels({}), ["good", "good", "good"]);
  assert.deepEqual(levels({ levels: { total: 1, clearest: [CHANGE] }, humidity, summerTime }), [
    "warn",
    "warn",
    "warn",
  ]);
});

Deno.test("judgeRun() calls no run good that has implausible times", () => {
  const levelOf = (rules: ReturnType<typeof note>[]) =>
    judgeRun({ quality: quality({ rules }), runs: [], consumers: [], proof: null }).checks
      .find(({ question }) => question === "Implausible times")?.level;
  assert.deepEqual([levelOf([]), levelOf([note("implausible_time", "", 1)])], ["good", "warn"]);
});
