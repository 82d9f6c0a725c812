import assert from "node:assert/strict";
import { readProof, readRuns, writeProof, writeRuleSet, writeRun } from "../../pipeline/facts/mod.ts";
import { clearLake } from "../../pipeline/lake/mod.ts";
import { DEFAULT_RULE_SET, encodeRuleSet, parseRuleSet, ruleSetVersion } from "../../pipeline/reading/mod.ts";
import { proof, run } from "../report/quality/fixture.ts";
import { usingFolder } from "../support/lake.ts";

Deno.test("readRuns() gives back what writeRun() kept, the oldest first", () =>
  usingFolder(async (lakeDir) => {
    const late = run({ run: "a", startedAt: "2026-01-02T00:00:00Z" });
    const early = run({ run: "b", startedAt: "2026-01-01T00:00:00Z" });
    await writeRun(lakeDir, late);
    await writeRun(lakeDir, early);
    assert.deepEqual(await readRuns(lakeDir), [early, late]);
  }));

Deno.test("readRuns() passes over the ._ companions that macOS leaves on disks of other systems", () =>
  usingFolder(async (lakeDir) => {
    await writeRun(lakeDir, run());
    await Deno.writeTextFile(`${lakeDir}/runs/._${run().run}.json`, "\0\x05\x16\x07");
    assert.deepEqual(await readRuns(lakeDir), [run()]);
  }));

Deno.test("readProof() is null until writeProof() kept one", () =>
  usingFolder(async (lakeDir) => {
    assert.equal(await readProof(lakeDir), null);
    await writeProof(`${lakeDir}/new`, proof());
    assert.deepEqual(await readProof(`${lakeDir}/new`), proof());
  }));

Deno.test("writeRuleSet() keeps each rule set under its version, and the same one once", () =>
  usingFolder(async (lakeDir) => {
    const other = parseRuleSet('{"numericText":true}');
    for (const rules of [DEFAULT_RULE_SET, other, DEFAULT_RULE_SET]) await writeRuleSet(lakeDir, rules);
    assert.equal((await Array.fromAsync(Deno.readDir(`${lakeDir}/rules`))).length, 2);
    const kept = await Deno.readTextFile(`${lakeDir}/rules/${ruleSetVersion(other)}.json`);
    assert.equal(kept, encodeRuleSet(other));
  }));

for (const text of ["", "{", "null", "[]", '{"run":1}']) {
  Deno.test(`readRuns() and readProof() name the file when it holds ${text || "nothing"}`, () =>
    usingFolder(async (lakeDir) => {
      await Deno.mkdir(`${lakeDir}/runs`);
      await Deno.writeTextFile(`${lakeDir}/runs/a.json`, text);
      await Deno.writeTextFile(`${lakeDir}/proof.json`, text);
      await assert.rejects(readRuns(lakeDir), { code: "lake_mismatch", message: /runs\/a\.json/ });
      await assert.rejects(readProof(lakeDir), { code: "lake_mismatch", message: /proof\.json/ });
    }));
}

Deno.test("clearLake() takes the former run away and nothing else", () =>
  usingFolder(async (lakeDir) => {
    for (
      const folder of [
        "silver/date=2004-03-10",
        "rejected",
        "_claims",
        "_manifests",
        "_owners",
        "runs",
        "consumers",
        "rules",
        "logs",
        "broker",
      ]
    ) {
      await Deno.mkdir(`${lakeDir}/${folder}`, { recursive: true });
    }
    await Deno.writeTextFile(`${lakeDir}/proof.json`, "{}");
    await clearLake(lakeDir);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(lakeDir))).map(({ name }) => name).sort(), [
      "broker",
      "logs",
    ]);
    await clearLake(`${lakeDir}/none`);
  }));

Deno.test("clearLake() refuses a folder whose silver was not made here", () =>
  usingFolder(async (lakeDir) => {
    await Deno.mkdir(`${lakeDir}/silver`);
    await Deno.writeTextFile(`${lakeDir}/silver/spoons.csv`, "fork");
    await assert.rejects(clearLake(lakeDir), { code: "lake_mismatch" });
    assert.equal(await Deno.readTextFile(`${lakeDir}/silver/spoons.csv`), "fork");
  }));

Deno.test("writeRuleSet() may be called by several consumers at once", () =>
  usingFolder(async (lakeDir) => {
    await Promise.all(Array.from({ length: 20 }, () => writeRuleSet(lakeDir, DEFAULT_RULE_SET)));
    const names = (await Array.fromAsync(Deno.readDir(`${lakeDir}/rules`))).map(({ name }) => name);
    assert.deepEqual(names, [`${ruleSetVersion(DEFAULT_RULE_SET)}.json`]);
  }));
