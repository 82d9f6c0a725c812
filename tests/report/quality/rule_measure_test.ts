import assert from "node:assert/strict";
import { measureLevels, measureRules } from "../../../pipeline/evaluate/mod.ts";
import { type MeasuredRules, renderReport, renderRuleMeasures } from "../../../pipeline/report/mod.ts";
import { inputs } from "./fixture.ts";

const labels: MeasuredRules["labels"] = {
  seed: 7,
  rate: 0.1,
  sourceSha256: "a".repeat(64),
  faultySha256: "b".repeat(64),
  ruleSet: "1-abc",
  baseline: {},
  levelBaseline: [],
  faults: [
    { id: 1, kind: "spike", lines: [2], field: "t", expect: [{ flag: "step:t", lines: [2] }] },
    { id: 2, kind: "future_date", lines: [9], expect: [] },
  ],
};
const verdicts = new Map([[2, { accepted: true, flags: ["step:t"] }], [9, { accepted: true, flags: [] }]]);
const measured = { labels, measures: measureRules(labels, verdicts, ["step"]), levels: measureLevels(labels, []) };

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
  assert.deepEqual(JSON.parse(files.get("quality.json")!).measures, { ...measured.measures, levels: measured.levels });
  const plain = await renderReport(inputs());
  assert.doesNotMatch(plain.get("index.html")!, /The rules measured/);
  assert.ok(!("measures" in JSON.parse(plain.get("quality.json")!)));
});

Deno.test("renderRuleMeasures() lists each changed level with the day that was found, and names false findings, where there are any", () => {
  const levelDates = ["2024-03-01", "2024-03-22"];
  const withLevel: MeasuredRules["labels"] = {
    ...labels,
    faults: [{ id: 1, kind: "level_no2_ppb", lines: [2], field: "no2_gt", expect: [], levelDates }],
  };
  const levels = measureLevels(withLevel, [
    { field: "no2_gt", date: "2024-03-02" },
    { field: "t", date: "2024-05-01" },
  ]);
  const text = renderRuleMeasures({ ...measured, labels: withLevel, levels });
  assert.match(text, /It found 1 of 2\. False findings, of another channel or day: 1 \(t on 2024-05-01\)\./);
  assert.match(text, /\| level\\_no2\\_ppb \| no2\\_gt \| 2024-03-01 \| 2024-03-02 \| 1 \|/);
  assert.match(text, /\| level\\_no2\\_ppb \| no2\\_gt \| 2024-03-22 \| – \| – \|/);
  assert.doesNotMatch(renderRuleMeasures(measured), /Changed levels/);
});
