import assert from "node:assert/strict";
import { clearLake, readProof, readRuns, type RunFacts, writeProof, writeRun } from "../../pipeline/lake/mod.ts";
import { usingFolder } from "../support/lake.ts";

const facts = (run: string, startedAt: string) => ({ run, startedAt, topic: "raw" }) as RunFacts;

Deno.test("readRuns() gives back what writeRun() kept, the oldest first", () =>
  usingFolder(async (lakeDir) => {
    await writeRun(lakeDir, facts("a", "2026-01-02T00:00:00Z"));
    await writeRun(lakeDir, facts("b", "2026-01-01T00:00:00Z"));
    assert.deepEqual((await readRuns(lakeDir)).map(({ run }) => run), ["b", "a"]);
  }));

Deno.test("readProof() is null until writeProof() kept one", () =>
  usingFolder(async (lakeDir) => {
    assert.equal(await readProof(lakeDir), null);
    const proof = { holds: true, checks: [], counts: {} } as never;
    await writeProof(`${lakeDir}/new`, proof);
    assert.deepEqual(await readProof(`${lakeDir}/new`), proof);
  }));

Deno.test("clearLake() takes the former run away and nothing else", () =>
  usingFolder(async (lakeDir) => {
    for (const folder of ["silver/date=2004-03-10", "rejected", "_owners", "runs", "logs", "broker"]) {
      await Deno.mkdir(`${lakeDir}/${folder}`, { recursive: true });
    }
    await Deno.writeTextFile(`${lakeDir}/proof.json`, "{}");
    await clearLake(lakeDir);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(lakeDir))).map(({ name }) => name).sort(), ["broker", "logs"]);
    await clearLake(`${lakeDir}/none`);
  }));

Deno.test("clearLake() refuses a folder whose silver was not made here", () =>
  usingFolder(async (lakeDir) => {
    await Deno.mkdir(`${lakeDir}/silver`);
    await Deno.writeTextFile(`${lakeDir}/silver/spoons.csv`, "fork");
    await assert.rejects(clearLake(lakeDir), { code: "lake_mismatch" });
    assert.equal(await Deno.readTextFile(`${lakeDir}/silver/spoons.csv`), "fork");
  }));
