import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { judgeLines } from "../../pipeline/evaluate/judge_csv.ts";
import { type CleanReading, FIELDS, flagsOf, parseRuleSet } from "../../pipeline/reading/mod.ts";
import { identifyFile } from "../../pipeline/source/mod.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { judgeRun } from "../../pipeline/report/quality/verdict.ts";
import { judgeIntoLake } from "../report/quality/judged_lake.ts";
import { usingFolder } from "../support/lake.ts";

const WILD = new URL("../../../shared/wild/", import.meta.url);
const ignore = !existsSync(WILD);
const pathOf = (name: string) => new URL(name, WILD).pathname;

async function judged(name: string, contract = "{}") {
  const accepted: CleanReading[] = [], rejected: string[] = [];
  await judgeLines(await identifyFile(pathOf(name)), parseRuleSet(contract), (_, verdict) => {
    if (verdict.accepted) accepted.push(verdict.reading);
    else rejected.push(verdict.rejection.reasons[0].code);
  });
  return { accepted, rejected };
}

for (const name of ["clock_reset.csv", "odd_years.csv"]) {
  Deno.test({
    name: `RecentReadings notes each time of ${name} that is not of 2024, and no other (needs ../shared)`,
    ignore,
    fn: async () => {
      const { accepted } = await judged(name);
      const noted = accepted.filter(({ validation_notes }) => flagsOf(validation_notes).includes("implausible_time"));
      const odd = accepted.filter(({ ts }) => new Date(ts).getUTCFullYear() !== 2024);
      assert.ok(odd.length > 2);
      assert.deepEqual(noted.map(({ ts }) => ts), odd.map(({ ts }) => ts));
      await usingFolder(async (lakeDir) => {
        await judgeIntoLake(pathOf(name), lakeDir);
        const quality = await readQuality(lakeDir);
        assert.notEqual(judgeRun({ quality, runs: [], consumers: [], proof: null }).level, "good");
      });
    },
  });
}

Deno.test({
  name: "the 999 and 9999 of sentinel_plateau.csv are no hours over the limit (needs ../shared)",
  ignore,
  fn: async () => {
    const { accepted } = await judged("sentinel_plateau.csv");
    const no2 = FIELDS.findIndex(({ name }) => name === "no2_gt");
    assert.ok(accepted.every(({ values }) => (values[no2] ?? 0) <= 200));
    assert.ok(accepted.some(({ validation_notes }) => flagsOf(validation_notes).includes("plateau:nox_gt")));
    await usingFolder(async (lakeDir) => {
      await judgeIntoLake(pathOf("sentinel_plateau.csv"), lakeDir);
      assert.deepEqual((await readQuality(lakeDir)).no2.years.map(({ over }) => over), [0]);
    });
  },
});

Deno.test({
  name: "the 999 and 9999 of sentinel_plateau.csv are missing values where the rule set says so (needs ../shared)",
  ignore,
  fn: async () => {
    const countOf = (readings: CleanReading[]) => readings.reduce((sum, each) => sum + each.qa_missing_fields, 0);
    const marked = '{"missing":{"numbers":[999,9999]}}';
    const { accepted } = await judged("sentinel_plateau.csv", marked);
    const notes = accepted.flatMap(({ validation_notes }) => flagsOf(validation_notes));
    assert.deepEqual(notes.filter((note) => /plateau|out_of_range/.test(note)), []);
    assert.ok(countOf(accepted) >= countOf((await judged("sentinel_plateau.csv")).accepted) + 9);
  },
});

Deno.test({
  name: "contract_bom.json is read as without its byte order mark (needs ../shared)",
  ignore,
  fn: async () => {
    const rules = parseRuleSet(await Deno.readTextFile(pathOf("contract_bom.json")));
    assert.equal(rules.ranges[FIELDS.findIndex(({ name }) => name === "nox_gt")]!.max, 2_000);
  },
});

Deno.test({
  name: "ten_minutes.csv has 1 of 8 hours of NO2 over the limit, 205 (needs ../shared)",
  ignore,
  fn: () =>
    usingFolder(async (lakeDir) => {
      await judgeIntoLake(pathOf("ten_minutes.csv"), lakeDir);
      const { worst } = (await readQuality(lakeDir)).limits.find(({ limit }) => limit.id === "no2_hour")!;
      assert.deepEqual([worst.compared, worst.exceeded, Math.round(worst.value!)], [8, 1, 205]);
    }),
});

Deno.test({
  name: "an odd cell of number_forms.csv costs its row, or its cell where the rule set says so (needs ../shared)",
  ignore,
  fn: async () => {
    assert.deepEqual((await judged("number_forms.csv")).rejected, Array(9).fill("schema_violation"));
    const { accepted, rejected } = await judged("number_forms.csv", '{"oddValue":"cell"}');
    assert.deepEqual([accepted.length, rejected.length], [12, 0]);
    const flags = accepted.flatMap(({ validation_notes }) => flagsOf(validation_notes));
    assert.equal(flags.filter((flag) => flag.startsWith("odd_value:")).length, 9);
  },
});
