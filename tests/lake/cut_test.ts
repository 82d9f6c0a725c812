import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { type CompactStep, cutCompacted, digestLake, listLake, withLake } from "../../pipeline/lake/mod.ts";
import { compact, feed, twoStations } from "../support/feed.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";

/** A compacted lake of two dates: offsets 0 to 47 and 48 to 79, each 10th hour rejected. */
const usingCompacted = (
  work: (lakeDir: string, cutFrom: (offset: number, dieAt?: CompactStep) => Promise<void>) => Promise<void>,
) =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(40);
    await feed(broker, lakeDir, 7);
    await compact(broker, lakeDir);
    await work(lakeDir, async (offset, dieAt) => {
      const onStep = (step: CompactStep) => {
        if (step === dieAt) throw new PipelineError("internal", "died");
      };
      await cutCompacted(lakeDir, (await listLake(lakeDir)).compacted, () => offset, onStep);
    });
  });

const silverOffsets = async (lakeDir: string) =>
  (await rowsOf(lakeDir)).filter((row) => row.startsWith("silver")).map((row) => Number(row.slice(-6)));

for (const from of [80, 79, 50, 48, 47, 21, 1, 0]) {
  Deno.test(`cutCompacted() leaves the rows below offset ${from}, and files that are sound`, () =>
    usingCompacted(async (lakeDir, cutFrom) => {
      const before = await silverOffsets(lakeDir);
      await cutFrom(from);
      assert.deepEqual(await silverOffsets(lakeDir), before.filter((offset) => offset < from));
      await digestLake(lakeDir);
      const { compacted } = await listLake(lakeDir);
      assert.ok(compacted.flatMap(({ folded }) => folded!.ranges).every((range) => range.lastOffset < from));
      assert.equal(compacted.length, from === 0 ? 0 : from <= 48 ? 1 : 2);
    }));
}

const STEPS: [CompactStep, number][] = [
  ["stage", 80],
  ["flush", 80],
  ["journal", 80],
  ["rename", 21],
  ["folded", 21],
  ["remove", 21],
  ["flush folders", 21],
  ["finish", 21],
];
for (const [step, left] of STEPS) {
  Deno.test(`cutCompacted() killed before "${step}" is done ${left === 80 ? "not at all" : "to its end"}`, () =>
    usingCompacted(async (lakeDir, cutFrom) => {
      const before = await silverOffsets(lakeDir);
      await assert.rejects(cutFrom(21, step), /died/);
      await withLake(lakeDir, async () => {
        assert.deepEqual(await silverOffsets(lakeDir), before.filter((offset) => offset < left));
      });
      await digestLake(lakeDir);
    }));
}
