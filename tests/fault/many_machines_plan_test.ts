import assert from "node:assert/strict";
import { MACHINE_FAULTS, machinesPlanText, planMachines } from "./many_machines_plan.ts";

Deno.test("planMachines() gives the same plan for the same seed and number, and another one for another", () => {
  assert.deepEqual(planMachines(3, 17), planMachines(3, 17));
  const texts = Array.from({ length: 50 }, (_, run) => machinesPlanText(planMachines(3, run)));
  assert.equal(new Set([...texts, machinesPlanText(planMachines(4, 17))]).size, 51);
});

Deno.test("planMachines() has every kind of fault in each run, in the order of their time", () => {
  for (let run = 0; run < 50; run++) {
    const { faults } = planMachines(1, run);
    assert.deepEqual([...new Set(faults.map(({ kind }) => kind))].sort(), MACHINE_FAULTS.toSorted());
    const shares = faults.map(({ atShare }) => atShare);
    assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
    assert.ok(shares.every((share) => share >= 0 && share < 1));
  }
});
