import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { parse } from "yaml";
import { contractFiles, FIELDS } from "../../pipeline/reading/mod.ts";
import { writeJudged } from "../support/lake_rows.ts";
import { judge } from "../../pipeline/validate/mod.ts";
import { filesOf, usingFolder } from "../support/lake.ts";
import { cleanRows } from "../support/clean_rows.ts";

const files = contractFiles();

Deno.test("contractFiles() gives the same texts again, each ending in one line end", () => {
  assert.deepEqual(contractFiles(), files);
  for (const [name, text] of Object.entries(files)) assert.match(text, /[^\n]\n$/, name);
});

Deno.test("contractFiles() says in silver.polars.json what the columns of real parts are", async () => {
  const message = (offset: number, co_gt: number) => {
    const text = JSON.stringify({ station_id: "uci", ts: "2004-03-10T18:00:00Z", co_gt });
    const value = new TextEncoder().encode(text);
    return { partition: 0, offset, key: null, value, headers: {}, timestampMs: 0 };
  };
  const good = message(0, 1), bad = message(1, -200);
  const accepted = judge(good, () => false), rejected = judge(bad, () => false);
  assert.ok(accepted.accepted && !rejected.accepted);
  await usingFolder(async (lakeDir) => {
    await writeJudged(lakeDir, {
      topic: "raw",
      partition: 0,
      epoch: 1,
      ruleSet: "1-0123456789ab",
      accepted: cleanRows([accepted.reading]),
      rejected: [{ message: bad, rejection: rejected.rejection }],
    });
    const stated = JSON.parse(files["silver.polars.json"]!);
    for (const kind of ["silver", "rejected"] as const) {
      const { schema } = pl.readParquet((await filesOf(lakeDir, kind))[0]!);
      const columns = Object.entries(schema).map(([name, type]) => [name, /\((.*)\)/.exec(Deno.inspect(type))![1]]);
      assert.deepEqual(stated[kind].columns.map(dtypeText), columns);
    }
  });
});

// deno-lint-ignore camelcase
function dtypeText({ name, dtype, time_unit, time_zone }: Record<string, string>): string[] {
  // deno-lint-ignore camelcase
  return [name!, time_unit === undefined ? dtype! : `${dtype}(${time_unit},${time_zone})`];
}

interface OdcsElement {
  name: string;
  logicalType: string;
  properties?: OdcsElement[];
  quality?: Record<string, unknown>[];
  customProperties?: { property: string; value: unknown }[];
}

const odcs = parse(files["air-quality.odcs.yaml"]!) as Record<string, unknown> & { schema: OdcsElement[] };
const elements = odcs.schema.flatMap((object) => [object, ...object.properties!]);

// What the standard's own JSON Schema of v3.1.0 requires; the whole of it was held against the file by hand.
Deno.test("contractFiles() makes a data contract with the keys that ODCS v3.1.0 requires", () => {
  for (const key of ["version", "id", "status"]) assert.equal(typeof odcs[key], "string", key);
  assert.deepEqual([odcs.apiVersion, odcs.kind], ["v3.1.0", "DataContract"]);
  assert.deepEqual(odcs.schema.map(({ name }) => name), ["raw_reading", "silver", "rejected"]);
  const types = ["string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean"];
  for (const { name, logicalType, customProperties = [] } of elements) {
    assert.ok(types.includes(logicalType), name);
    for (const custom of customProperties) assert.deepEqual(Object.keys(custom), ["property", "value"]);
  }
});

Deno.test("contractFiles() gives each quality rule of the data contract a metric or a query, and one operator", () => {
  const metrics = ["nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"];
  const dimensions = ["accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"];
  const rules = elements.flatMap(({ quality = [] }) => quality);
  assert.ok(rules.length > 30);
  for (const rule of rules) {
    assert.ok(dimensions.includes(rule.dimension as string));
    assert.ok(rule.type === "sql" ? typeof rule.query === "string" : metrics.includes(rule.metric as string));
    assert.equal(Object.keys(rule).filter((key) => key.startsWith("must")).length, 1);
  }
});

Deno.test("contractFiles() names every column and measurement in the data dictionary", () => {
  const { silver, rejected } = JSON.parse(files["silver.polars.json"]!);
  for (const { name } of [...silver.columns, ...rejected.columns]) {
    assert.ok(files["dictionary.md"]!.includes(`\n| \`${name}\` |`), name);
  }
  for (const { name, unit } of FIELDS) {
    const row = files["dictionary.md"]!.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
    assert.ok(row!.includes(`| ${unit} |`), name);
  }
});
