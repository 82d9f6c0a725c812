import assert from "node:assert/strict";
import { smokeRatios } from "./smoke.ts";

for (const { what, limit, measure } of await smokeRatios()) {
  Deno.test(`${what} is less than ${limit} times`, () => {
    const ratio = measure();
    assert.ok(ratio < limit, `${ratio.toFixed(1)} times`);
  });
}
