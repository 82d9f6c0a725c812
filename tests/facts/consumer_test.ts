import assert from "node:assert/strict";
import { readConsumers, writeConsumer } from "../../pipeline/facts/mod.ts";
import { consumer } from "../report/quality/fixture.ts";
import { usingFolder } from "../support/lake.ts";

Deno.test("readConsumers() gives back what writeConsumer() kept, the oldest first", () =>
  usingFolder(async (lakeDir) => {
    const late = consumer({ consumer: "a", startedAt: "2026-01-02T00:00:00Z", latency: null, rotation: null });
    const early = consumer({ consumer: "b", startedAt: "2026-01-01T00:00:00Z" });
    for (const facts of [late, early]) await writeConsumer(lakeDir, facts);
    assert.deepEqual(await readConsumers(lakeDir), [early, late]);
  }));

Deno.test("readConsumers() names the file that is damaged", () =>
  usingFolder(async (lakeDir) => {
    await writeConsumer(lakeDir, consumer());
    await Deno.writeTextFile(`${lakeDir}/consumers/b.json`, "{}");
    await assert.rejects(readConsumers(lakeDir), { code: "lake_mismatch", message: /consumers\/b\.json/ });
  }));
