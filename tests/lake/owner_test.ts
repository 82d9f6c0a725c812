import assert from "node:assert/strict";
import { claimPartition } from "../../pipeline/lake/mod.ts";
import { usingFolder } from "../support/lake.ts";

const RULE_SET = "1-0123456789ab";
const OWNER = { groupId: "g", clusterId: "c", topic: "raw", tables: ["silver", "rejected"] };

Deno.test("claimPartition() counts up from 1 for each partition", () =>
  usingFolder(async (lakeDir) => {
    assert.equal(await claimPartition(lakeDir, 0, OWNER, RULE_SET), 1);
    assert.equal(await claimPartition(lakeDir, 0, OWNER, RULE_SET), 2);
    assert.equal(await claimPartition(lakeDir, 1, OWNER, RULE_SET), 1);
  }));

Deno.test("claimPartition() keeps the version of the rules, which the next owner may change", () =>
  usingFolder(async (lakeDir) => {
    for (const [epoch, ruleSet] of [[1, RULE_SET], [2, "1-ba9876543210"]] as const) {
      await claimPartition(lakeDir, 0, OWNER, ruleSet);
      const claim = JSON.parse(await Deno.readTextFile(`${lakeDir}/_owners/raw-0-${epoch}`));
      assert.deepEqual(claim, { ...OWNER, ruleSet });
    }
  }));

Deno.test("claimPartition() gives no two owners the same epoch", () =>
  usingFolder(async (lakeDir) => {
    const epochs = await Promise.all(Array.from({ length: 20 }, () => claimPartition(lakeDir, 0, OWNER, RULE_SET)));
    assert.deepEqual(epochs.sort((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index + 1));
  }));

Deno.test("claimPartition() goes on over a claim that a crash cut short, and names one that is damaged", () =>
  usingFolder(async (lakeDir) => {
    await Deno.mkdir(`${lakeDir}/_owners`);
    await Deno.writeTextFile(`${lakeDir}/_owners/raw-0-7.writing`, "");
    assert.equal(await claimPartition(lakeDir, 0, OWNER, RULE_SET), 1);
    await Deno.writeTextFile(`${lakeDir}/_owners/raw-0-7`, "");
    await assert.rejects(claimPartition(lakeDir, 0, OWNER, RULE_SET), { code: "lake_mismatch", message: /raw-0-7/ });
  }));

const OTHERS = [{ ...OWNER, groupId: "h" }, { ...OWNER, clusterId: "d" }, { ...OWNER, topic: "raw-0" }];

for (const other of OTHERS) {
  Deno.test(`claimPartition() refuses a lake of another owner: ${Object.values(other)}`, () =>
    usingFolder(async (lakeDir) => {
      await claimPartition(lakeDir, 1, OWNER, RULE_SET);
      await assert.rejects(claimPartition(lakeDir, 0, other, RULE_SET), { code: "lake_mismatch" });
      assert.equal(await claimPartition(lakeDir, 0, OWNER, RULE_SET), 1);
    }));

  Deno.test(`claimPartition() lets no two owners into a new lake at once: ${Object.values(other)}`, () =>
    usingFolder(async (lakeDir) => {
      const claims = await Promise.allSettled(
        [OWNER, other].map((owner) => claimPartition(lakeDir, 0, owner, RULE_SET)),
      );
      assert.deepEqual(claims.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    }));
}
