import assert from "node:assert/strict";
import { measureRules } from "../../../pipeline/evaluate/mod.ts";
import { type MeasuredRules, renderReport, renderRuleMeasures } from "../../../pipeline/report/mod.ts";
import { inputs } from "./fixture.ts";

const labels: MeasuredRules["labels"] = {
  seed: 7,
  rate: 0.1,
  sourceSha256: "a".repeat(64),
  faultySha256: "b".repeat(64),
  ruleSet: "1-abc",
  baseline: {},
  faults: [
    { id: 1, kind: "spike", lines: [2], field: "t", expect: [{ flag: "step:t", lines: [2] }] },
    { id: 2, kind: "future_date", lines: [9], expect: [] },
  ],
};
const verdicts = new Map([[2, { accepted: true, flags: ["step:t"] }], [9, { accepted: true, flags: [] }]]);
const measured = { labels, measures: measureRules(labels, verdicts, ["step"]) };

Deno.test("renderRuleMeasures() gives precision and recall by rule, and what went unnoticed by kind", () => {
  const text = renderRuleMeasures(measured);
  assert.match(text, /\| step \| 1 \| 1 \| 0 \| 0 \| 0 \| 100\.0 % \| 100\.0 % \| 0 \| 0 \|/);
  assert.match(text, /\| spike \| [^|]+ \| 1 \| 1 \| 100\.0 % \| step \(1\) \| 0 \| 0 \| 0\.0 % \| – \|/);
  assert.match(text, /\| future\\_date \| [^|]+ \| 1 \| 1 \| 0\.0 % \| – \| 0 \| 1 \| 100\.0 % \| WRONG readings \|/);
  assert.match(text, /1 of 2 lines went into silver unnoticed with a wrong reading/);
});

Deno.test("renderReport() adds how the rules did when there are labels, and nothing when there are none", async () => {
  const files = await renderReport(inputs({ measured }));
  assert.match(files.get("index.html")!, /The rules measured/);
  assert.deepEqual(JSON.parse(files.get("quality.json")!).measures, measured.measures);
  const plain = await renderReport(inputs());
  assert.doesNotMatch(plain.get("index.html")!, /The rules measured/);
  assert.ok(!("measures" in JSON.parse(plain.get("quality.json")!)));
});
