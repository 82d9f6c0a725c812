import assert from "node:assert/strict";
import { FAULT_KINDS, type FaultKind } from "./faults.ts";
import { FOREIGN_KINDS } from "./foreign.ts";
import { planRun, planText } from "./plan.ts";

const kinds = Object.keys(FAULT_KINDS) as FaultKind[];

Deno.test("planRun() gives the same plan for the same seed and number, and another one for another", () => {
  assert.deepEqual(planRun(3, 17, kinds), planRun(3, 17, kinds));
  const texts = Array.from({ length: 50 }, (_, run) => planText(planRun(3, run, kinds)));
  assert.equal(new Set([...texts, planText(planRun(4, 17, kinds))]).size, 51);
});

Deno.test("planRun() comes to every kind of fault, and only to those that it may", () => {
  const planned = (of: readonly FaultKind[]) =>
    new Set(Array.from({ length: 300 }, (_, run) => planRun(1, run, of).faults.map(({ kind }) => kind)).flat());
  assert.deepEqual([...planned(kinds)].sort(), kinds.toSorted());
  assert.deepEqual([...planned(["zombie", "cut"])].sort(), ["cut", "zombie"]);
});

Deno.test("planRun() adds every kind of foreign message where it is asked for, and changes nothing else", () => {
  const runs = Array.from({ length: 50 }, (_, run) => planRun(1, run, kinds, true));
  for (const [run, { foreign, ...plan }] of runs.entries()) {
    assert.ok(foreign.length >= 6);
    assert.deepEqual({ ...plan, foreign: [] }, planRun(1, run, kinds));
  }
  const planned = new Set(runs.flatMap(({ foreign }) => foreign.map(({ kind }) => kind)));
  assert.deepEqual([...planned].sort(), Object.keys(FOREIGN_KINDS).sort());
});

Deno.test("planText() says everything in one line", () => {
  for (let run = 0; run < 50; run++) {
    assert.match(planText(planRun(1, run, kinds)), /^\d+ rows of .*; (leave|killed) at the end$/);
  }
});
