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

Deno.test("judgeRun() calls no run good that has implausible times", () => {
  const levelOf = (rules: ReturnType<typeof note>[]) =>
    judgeRun({ quality: quality({ rules }), runs: [], consumers: [], proof: null }).checks
      .find(({ question }) => question === "Implausible times")?.level;
  assert.deepEqual([levelOf([]), levelOf([note("implausible_time", "", 1)])], ["good", "warn"]);
});
