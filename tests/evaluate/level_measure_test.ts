import assert from "node:assert/strict";
import {
  type FaultLabels,
  injectFile,
  type LevelFinding,
  levelsOfCsv,
  measureLevels,
} from "../../pipeline/evaluate/mod.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { withFolder } from "../source/fixture.ts";
import { replayIntoLake } from "../support/replayed.ts";
import { soundSample } from "./sound_sample.ts";

const labels = (levelDates: string[], levelBaseline: LevelFinding[] = []): FaultLabels => ({
  seed: 1,
  rate: 0.1,
  sourceSha256: "a".repeat(64),
  faultySha256: "b".repeat(64),
  ruleSet: "1-abc",
  baseline: {},
  levelBaseline,
  faults: [
    { id: 1, kind: "byte_order_mark", lines: [1], expect: [] },
    { id: 2, kind: "level_co_ppm", lines: [2], field: "co_gt", expect: [], levelDates },
  ],
});

const co = (date: string): LevelFinding => ({ field: "co_gt", date });

const CASES: [
  what: string,
  found: LevelFinding[],
  expected: [string | null, number | null],
  falsely: LevelFinding[],
][] = [
  ["the true day", [co("2024-03-10")], ["2024-03-10", 0], []],
  ["an earlier day", [co("2024-03-08")], ["2024-03-08", -2], []],
  ["a week later", [co("2024-03-17")], ["2024-03-17", 7], []],
  ["more than a week later", [co("2024-03-18")], [null, null], [co("2024-03-18")]],
  ["another channel", [{ field: "t", date: "2024-03-10" }], [null, null], [{ field: "t", date: "2024-03-10" }]],
  ["two days", [co("2024-03-05"), co("2024-03-13")], ["2024-03-13", 3], [co("2024-03-05")]],
  ["what is found without the faults", [co("2024-01-01")], [null, null], []],
  ["nothing", [], [null, null], []],
];
for (const [what, given, [found, daysOff], falsely] of CASES) {
  Deno.test(`measureLevels() compares with the injected change when the report finds ${what}`, () => {
    const measure = measureLevels(labels(["2024-03-10"], [co("2024-01-01")]), given);
    assert.deepEqual(measure.changes, [{ kind: "level_co_ppm", field: "co_gt", date: "2024-03-10", found, daysOff }]);
    assert.deepEqual(measure.false, falsely);
    assert.deepEqual(measure.baseline, [co("2024-01-01")]);
  });
}

Deno.test("measureLevels() counts a finding for one change only", () => {
  const { changes } = measureLevels(labels(["2024-03-10", "2024-03-12"]), [co("2024-03-11")]);
  assert.deepEqual(changes.map(({ found }) => found), ["2024-03-11", null]);
});

Deno.test("levelsOfCsv() finds what the quality report finds in a lake of the same file, with and without changed levels", () =>
  withFolder(async (folder) => {
    const files = { csv: `${folder}/in.csv`, out: `${folder}/out.csv`, labels: `${folder}/labels.json` };
    await Deno.writeTextFile(files.csv, soundSample(200));
    const { faults, levelBaseline } = await injectFile(files, { seed: 4, rate: 0.1, levels: true });
    assert.deepEqual(levelBaseline, await levelsOfCsv(files.csv));
    assert.ok(faults.some(({ kind }) => kind === "level_thousandth"));

    const found = await levelsOfCsv(files.out);
    assert.ok(found.length > 0);
    await replayIntoLake(files.out, `${folder}/lake`);
    const { levels: { clearest } } = await readQuality(`${folder}/lake`);
    const inOrder = (findings: readonly LevelFinding[]) => findings.map(({ field, date }) => `${field} ${date}`).sort();
    assert.deepEqual(inOrder(clearest), inOrder(found));
  }));
