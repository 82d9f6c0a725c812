import assert from "node:assert/strict";
import { always, cleanOf, DETECTORS, never } from "../../pipeline/drift/mod.ts";
import { detectorSuite } from "./detector.ts";

const kinds = new Set(Object.values(DETECTORS).flat());
for (const kind of kinds) if (kind.ownRate === null) detectorSuite(kind);

Deno.test("the suite is run on every detector whose threshold is calibrated", () => {
  assert.deepEqual([...kinds].map(({ name }) => name).sort(), [
    "adwin",
    "always",
    "cusum",
    "ks",
    "never",
    "page_hinkley",
    "psi",
  ]);
});

Deno.test("always alarms at every value and never at none", () => {
  const clean = cleanOf(Float64Array.from({ length: 300 }, (_, at) => at));
  assert.ok(!("reason" in clean));
  assert.equal(always.make(clean, 0).update(null, 1).alarm, true);
  assert.equal(always.make(clean, 0).update(null, NaN).alarm, false);
  assert.equal(never.make(clean, 0).update(null, 1e9).alarm, false);
});
