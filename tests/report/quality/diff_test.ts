import assert from "node:assert/strict";
import { renderDiff } from "../../../pipeline/report/mod.ts";
import { quality } from "./fixture.ts";

const before = { name: "lake A", quality: quality() };
const after = {
  name: "lake B",
  quality: quality({
    rows: 237,
    valid: 225,
    rejected: 11,
    rules: quality().rules.map((rule) => rule.code === "schema_violation" ? { ...rule, rows: 8 } : rule),
    ruleSets: [{ version: "1-ffffffffffff", rules: { accept: { minPollutants: 2 } } }],
  }),
};

Deno.test("renderDiff() tells counts, rules, fields and settings that differ", async () => {
  const files = await renderDiff(before, after);
  assert.deepEqual([...files.keys()], ["index.html", "diff.json", "diff.md", "diff-rules.svg", "diff-fields.svg"]);
  const text = files.get("diff.md")!;
  assert.match(text, /From A to B: -3 accepted and \+3 rejected\. 1 rule and 13 measurements differ/);
  assert.match(text, /\| schema\\_violation co\\_gt \| reason \| 5 \| 8 \| \+3 \|/);
  assert.match(text, /\| accept\.minPollutants \| – \| 2 \|/);
  const numbers = JSON.parse(files.get("diff.json")!);
  assert.deepEqual(numbers.counts.rejected, { before: 8, after: 11 });
  assert.deepEqual(numbers.ruleSetChanges, [{ path: "accept.minPollutants", from: "–", to: "2" }]);
});

Deno.test("renderDiff() says that nothing changed when the numbers are the same", async () => {
  const files = await renderDiff(before, { ...before, name: "again" });
  assert.match(files.get("index.html")!, /class="notice good"><strong>The same numbers/);
});

Deno.test("renderDiff() shows a name with markup as text", async () => {
  const files = await renderDiff({ ...before, name: "<script>alert(1)</script>" }, after);
  for (const [name, text] of files) if (!name.endsWith(".json")) assert.doesNotMatch(text, /<script>alert/, name);
});

Deno.test("renderDiff() gives the same bytes for the same inputs", async () =>
  assert.deepEqual(await renderDiff(before, after), await renderDiff(before, after)));
