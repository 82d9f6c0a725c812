import assert from "node:assert/strict";
import { digestsOf, GOLDEN, reportSample } from "./report.ts";

Deno.test("renderReport() gives the pinned bytes of each file for the committed sample (pin anew: deno run -A tests/golden/report.ts)", async () =>
  assert.deepEqual(digestsOf(await reportSample()), JSON.parse(await Deno.readTextFile(GOLDEN))));
