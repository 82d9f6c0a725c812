import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parseQuality, qualitySchema, renderReport } from "../../../pipeline/report/mod.ts";
import { consumer, inputs, NOTHING, quality } from "./fixture.ts";

const SCHEMA = new URL("../../../docs/contract/quality.schema.json", import.meta.url);

const jsonOf = async (changes = {}) => (await renderReport(inputs(changes))).get("quality.json")!;

Deno.test("docs/contract/quality.schema.json is the one that quality.json is read by (anew: deno run -A tests/golden/report.ts)", async () =>
  assert.equal(await Deno.readTextFile(SCHEMA), qualitySchema()));

for (
  const [name, changes] of [
    ["a lake", {}],
    ["a lake whose consumers left their facts", {
      consumers: [consumer(), consumer({ latency: null, rotation: null })],
    }],
    ["an empty lake", { quality: NOTHING, runs: [], proof: null }],
    ["a lake with reasons that come together", { quality: quality() }],
  ] as const
) {
  Deno.test(`quality.json of ${name} is what its JSON Schema describes, and is read back`, async () => {
    const text = await jsonOf(changes), value = JSON.parse(text);
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(qualitySchema()));
    assert.ok(validate(value), JSON.stringify(validate.errors));
    assert.deepEqual(parseQuality("quality.json", text), value);
  });
}

for (const field of ["levels", "summerTime", "duplicates"]) {
  Deno.test(`parseQuality() says to make the report again when it was written before quality.${field} was counted`, async () => {
    const { quality, ...others } = JSON.parse(await jsonOf());
    assert.ok(field in quality, Object.keys(quality).join(" "));
    delete quality[field];
    assert.throws(() => parseQuality("a.json", JSON.stringify({ ...others, quality })), {
      code: "lake_mismatch",
      message: new RegExp(`got no quality\\.${field}, as in a report of an earlier version`),
      hint: /render the report again from its lake: deno task report/,
    });
  });
}

for (
  const [name, text, expected] of [
    ["is no JSON", "{", /text that is not JSON/],
    ["is of another format", '{"format":2}', /unexpected content at format/],
    ["has a number as text", "", /unexpected content at quality\.rows/],
  ] as const
) {
  Deno.test(`parseQuality() says so when the file ${name}`, async () => {
    const given = text === "" ? (await jsonOf()).replace('"rows": 240', '"rows": "240"') : text;
    assert.throws(() => parseQuality("a.json", given), { code: "lake_mismatch", message: expected });
  });
}
