import assert from "node:assert/strict";
import { claimPartition } from "../../pipeline/lake/mod.ts";
import { usingFolder } from "../support/lake.ts";

const OWNER = { groupId: "g", clusterId: "c" };

Deno.test("claimPartition() counts up from 1 for each partition", () =>
  usingFolder(async (lakeDir) => {
    assert.equal(await claimPartition(lakeDir, "raw", 0, OWNER), 1);
    assert.equal(await claimPartition(lakeDir, "raw", 0, OWNER), 2);
    assert.equal(await claimPartition(lakeDir, "raw", 1, OWNER), 1);
    assert.equal(await claimPartition(lakeDir, "raw-0", 0, OWNER), 1);
  }));

Deno.test("claimPartition() gives no two owners the same epoch", () =>
  usingFolder(async (lakeDir) => {
    const epochs = await Promise.all(Array.from({ length: 20 }, () => claimPartition(lakeDir, "raw", 0, OWNER)));
    assert.deepEqual(epochs.sort((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index + 1));
  }));

Deno.test("claimPartition() goes on over a claim that a crash cut short", () =>
  usingFolder(async (lakeDir) => {
    await Deno.mkdir(`${lakeDir}/_owners`);
    await Deno.writeTextFile(`${lakeDir}/_owners/raw-0-7`, "");
    assert.equal(await claimPartition(lakeDir, "raw", 0, OWNER), 8);
  }));

Deno.test("claimPartition() refuses a lake of another group or cluster", () =>
  usingFolder(async (lakeDir) => {
    await claimPartition(lakeDir, "raw", 0, OWNER);
    for (const other of [{ ...OWNER, groupId: "h" }, { ...OWNER, clusterId: "d" }]) {
      await assert.rejects(claimPartition(lakeDir, "raw", 0, other), { code: "lake_mismatch" });
    }
  }));
