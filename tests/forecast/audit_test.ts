import assert from "node:assert/strict";
import { auditProcedure, forecasterNamed, LEARNERS, procedureOf } from "../../pipeline/forecast/mod.ts";
import { timestampMs } from "../../pipeline/series/mod.ts";
import { madeHours } from "../support/hours.ts";
import { honest, PLANTED_LEAKS } from "./planted_leaks.ts";

const LENGTH = 1_640, CUT = 1_560, ORIGINS = 3;
const hours = madeHours(LENGTH);
const cutMs = timestampMs(hours, CUT - 1);

// The origins that are tried lie in gaps of the target: there a fill that looks ahead shows.
for (let i = 1; i <= ORIGINS; i++) hours.fields.co_gt[CUT + Math.floor(i * (LENGTH - 1 - CUT) / (ORIGINS + 1))] = NaN;

for (const [name, procedure] of Object.entries(PLANTED_LEAKS)) {
  Deno.test(`auditProcedure() catches a leak when there is ${name}`, () => {
    const leaks = auditProcedure(procedure, hours, cutMs, ORIGINS, 1);
    assert.ok(leaks.length > 0);
    for (const { originMs, lastKeptMs } of leaks) assert.ok(originMs <= lastKeptMs);
  });
}

Deno.test("auditProcedure() finds no leak when the same pipeline has none", () => {
  assert.deepEqual(auditProcedure(honest, hours, cutMs, ORIGINS, 1), []);
});

// A search of minutes: its own test holds that it learns from nothing after the cut.
for (const { name } of LEARNERS.filter((learner) => !learner.name.startsWith("lstm"))) {
  Deno.test(`auditProcedure() finds no leak in ${name}`, () => {
    const procedure = procedureOf(forecasterNamed(name)!, "co_gt", 1);
    assert.ok(procedure(hours, cutMs).size > 70);
    assert.deepEqual(auditProcedure(procedure, hours, cutMs, 1, 1), []);
  });
}
