import assert from "node:assert/strict";
import { contractChanges, contractFiles, MISSING_TEXTS } from "../../pipeline/reading/mod.ts";

const files = contractFiles();
type Json = Record<string, unknown>;
type Change = (schema: Json & { properties: Record<string, Json>; required: string[] }) => void;

function changesOf(name: string, change: Change): string[] {
  const schema = JSON.parse(files[name]!);
  change(schema);
  return contractChanges({ path: "old.json", text: files[name]! }, { path: "new.json", text: JSON.stringify(schema) })
    .map(({ breaking, path, change }) => `${breaking ? "breaking" : "ok"} ${path}: ${change}`);
}

const RAW: [string, Change, string[]][] = [
  ["nothing but texts changed", (raw) => {
    raw.title = "x";
    raw.properties.t!.description = "x";
  }, []],
  ["a field is gone", ({ properties }) => delete properties.t, ["breaking t: gone"]],
  ["a field has another name", ({ properties }) => {
    properties.temperature = properties.t!;
    delete properties.t;
  }, [
    "breaking t: gone; temperature is new and of the same form: renamed?",
    "ok temperature: new, and optional",
  ]],
  ["a type is narrower", ({ properties }) => properties.t!.anyOf = [{ type: "number" }], [
    "breaking t: type null or number or string is now number",
  ]],
  ["a number must be whole", ({ properties }) => properties.t!.anyOf = [{ type: "integer" }, { type: "null" }], [
    "breaking t: type null or number or string is now integer or null",
  ]],
  ["a type is wider", ({ properties }) => properties.ts!.type = ["string", "number"], [
    "ok ts: type string is now number or string",
  ]],
  ["a range is narrower", ({ properties }) => properties.t!["x-range"] = { min: -50, max: 50 }, [
    "breaking t: range -50 to 60 is now -50 to 50",
  ]],
  ["a range is wider", ({ properties }) => properties.t!["x-range"] = { min: -60 }, [
    "ok t: range -50 to 60 is now -60 to ∞",
  ]],
  ["a range moved", ({ properties }) => properties.t!["x-range"] = { min: -40, max: 70 }, [
    "breaking t: range -50 to 60 is now -40 to 70",
  ]],
  ["fewer values are allowed", ({ properties }) => {
    (properties.t!.anyOf as Json[])[2]!.enum = MISSING_TEXTS.filter((text) => text !== "nan");
  }, ['breaking t: no longer "nan"']],
  ["more values are allowed", ({ properties }) => {
    (properties.t!.anyOf as Json[])[2]!.enum = [...MISSING_TEXTS, "?"];
  }, ['ok t: also "?"']],
  ["a unit is another", ({ properties }) => properties.t!["x-unit"] = "K", ["breaking t: unit °C is now K"]],
  ["a field is required", ({ required }) => required.push("t"), ["breaking t: now required"]],
  ["a field is no longer required", (raw) => raw.required = ["station_id"], ["ok ts: no longer required"]],
  ["a new field is required", ({ properties, required }) => {
    properties.so2_gt = { type: "number" };
    required.push("so2_gt");
  }, ["breaking so2_gt: new, and required"]],
  ["a pattern is another", ({ properties }) => properties.ts!.pattern = "Z$", ["breaking ts: pattern none is now Z$"]],
  ["a keyword that is not known changed", ({ properties }) => properties.ts!.maxLength = 20, [
    'breaking ts: changed otherwise: nothing is now {"maxLength":20}',
  ]],
  ["other fields are refused", (raw) => raw.additionalProperties = false, [
    'breaking : changed otherwise: nothing is now {"additionalProperties":false}',
  ]],
];
for (const [when, change, expected] of RAW) {
  Deno.test(`contractChanges() judges for producers when ${when}`, () => {
    assert.deepEqual(changesOf("raw-reading.schema.json", change), expected);
  });
}

const CLEAN: [string, Change, string[]][] = [
  ["a field may be null", ({ properties }) => properties.ts!.type = ["string", "null"], [
    "breaking ts: type string is now null or string",
  ]],
  ["a new value can come", ({ properties }) => (properties.row_validity!.enum as string[]).push("odd"), [
    'breaking row_validity: also "odd"',
  ]],
  ["a field may be absent", (clean) => clean.required = clean.required.slice(1), ["breaking ts: no longer required"]],
  ["a new field always comes", ({ properties, required }) => {
    properties.so2_gt = { type: "number" };
    required.push("so2_gt");
  }, ["ok so2_gt: new, and required"]],
];
for (const [when, change, expected] of CLEAN) {
  Deno.test(`contractChanges() judges for readers when ${when}`, () => {
    assert.deepEqual(changesOf("clean-reading.schema.json", change), expected);
  });
}

Deno.test("contractChanges() looks into the definitions of a schema", () => {
  const changes = changesOf("dead-letter.schema.json", (schema) => {
    (schema.$defs as Record<string, { properties: Json }>).reason!.properties.got = { type: "number" };
  });
  assert.ok(changes.includes("breaking reason.got: type string is now number"), changes.join("\n"));
});

const ODCS: [string, (yaml: string) => string, string[]][] = [
  ["a range is narrower", (yaml) => yaml.replace("maximum: 50\n", "maximum: 40\n"), [
    "breaking silver.co_gt: range 0 to 50 is now 0 to 40",
  ]],
  ["a column has another physical type", (yaml) => yaml.replace("INT32", "INT64"), [
    'breaking silver.qa_missing_fields: changed otherwise: [{"physicalType":"INT32"},{},{}] is now [{"physicalType":"INT64"},{},{}]',
  ]],
  ["a text is another", (yaml) => yaml.replace("Station that measured", "Station"), []],
];
for (const [when, change, expected] of ODCS) {
  Deno.test(`contractChanges() judges a data contract when ${when}`, () => {
    const text = files["air-quality.odcs.yaml"]!;
    assert.notEqual(change(text), text);
    const changes = contractChanges({ path: "old.yaml", text }, { path: "new.yml", text: change(text) });
    assert.deepEqual(
      changes.map(({ breaking, path, change }) => `${breaking ? "breaking" : "ok"} ${path}: ${change}`),
      expected,
    );
  });
}

Deno.test("contractChanges() judges a rule set by what it no longer takes; notes refuse nothing", () => {
  const text = JSON.stringify({
    ranges: { co_gt: { max: 60 }, nox_gt: { max: 2000 } },
    accept: { minValues: 3 },
    numericText: true,
    notes: { deadChannel: { days: 10 } },
  });
  const changes = contractChanges({ path: "old.json", text: files["rule-set.json"]! }, { path: "new.json", text });
  assert.deepEqual(changes.map(({ breaking, path }) => [breaking, path]), [
    [false, "ranges.co_gt"],
    [true, "ranges.nox_gt"],
    [true, "accept.minValues"],
    [false, "numericText"],
    [false, "notes.deadChannel.days"],
  ]);
});

for (const name of Object.keys(files).filter((name) => name !== "dictionary.md" && name !== "silver.polars.json")) {
  Deno.test(`contractChanges() finds none between ${name} and itself`, () => {
    const contract = { path: name, text: files[name]! };
    assert.deepEqual(contractChanges(contract, contract), []);
  });
}

const REFUSED: [string, string, RegExp][] = [
  ["a text is no JSON", "{", /Cannot read new\.json as a contract: .*, got text that cannot be read/],
  ["a text is no object", "[]", /Cannot read new\.json as a contract: .*, got no object/],
  ["the kinds differ", files["rule-set.json"]!, /expected two of a kind, got a JSON Schema and a rule set/],
  ["a rule set has an unknown key", '{"range":{}}', /^new\.json: .*"range"/],
];
for (const [when, text, message] of REFUSED) {
  Deno.test(`contractChanges() throws when ${when}`, () => {
    const old = { path: "old.json", text: files["raw-reading.schema.json"]! };
    assert.throws(() => contractChanges(old, { path: "new.json", text }), { code: "usage", message });
  });
}
