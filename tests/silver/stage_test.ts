import assert from "node:assert/strict";
import { openFiles, openLake } from "../../pipeline/lake/mod.ts";
import { emptyTally } from "../../pipeline/validate/mod.ts";
import { rawStage } from "../support/silver_stage.ts";

Deno.test("silverStage() counts what it judges again, after a takeover too, apart", async () => {
  const tally = emptyTally(), stage = rawStage({ tally });
  const judge = async (partition: number, ...offsets: number[]) => {
    const lake = openLake(openFiles("no such folder"));
    const memory = await stage.restore({ lake, topic: "raw", partition, nextOffset: 0 });
    const batch = stage.openBatch();
    for (const offset of offsets) {
      batch.take({ partition, offset, key: null, value: null, headers: {}, timestampMs: 0 }, memory);
    }
  };
  await judge(0, 5, 6, 7);
  await judge(1, 5);
  assert.deepEqual([tally.rejected, tally.again], [4, 0]);
  await judge(0, 6, 7, 8);
  assert.deepEqual([tally.rejected, tally.again], [7, 2]);
});
