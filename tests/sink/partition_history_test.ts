import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { listLake } from "../../pipeline/lake/mod.ts";
import { FakePartition, readingOf } from "../support/fake_partition.ts";
import { compact } from "../support/feed.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { assertExact, OWNER, partitionOf, start } from "../support/partition_sink.ts";
import type { RawSinkOptions } from "../support/silver_stage.ts";

Deno.test("offsets that were reset into the middle of a part are replaced, not doubled, from the part's first row", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(60);
    const first = start(broker, lakeDir);
    await first.resumed;
    await first.sink.take(broker.messages);
    await first.sink.finish();
    broker.committed = 40;
    broker.forwarded.splice(30);
    const again = start(broker, lakeDir);
    assert.equal(await again.resumed, 30);
    await again.sink.take(broker.messages.slice(30));
    await again.sink.finish();
    await assertExact(broker, lakeDir);
  }));

/** A lake of 60 rows, all of them committed and folded. */
async function foldedLake(broker: FakePartition, lakeDir: string): Promise<void> {
  const first = start(broker, lakeDir);
  await first.resumed;
  await first.sink.take(broker.messages);
  await first.sink.finish();
  await compact(broker, lakeDir);
}

for (const [reset, resume] of [[45, 45], [50, 49], [20, 20], [0, 0]] as const) {
  Deno.test(`offsets that were reset to ${reset} take folded rows out from ${resume} on, and say so`, () =>
    usingFolder(async (lakeDir) => {
      const broker = partitionOf(60);
      const limits = { rows: 20, bytes: Infinity, ageMs: 1_000 };
      const first = start(broker, lakeDir, { limits });
      await first.resumed;
      await first.sink.take(broker.messages);
      await first.sink.finish();
      await compact(broker, lakeDir);
      broker.committed = reset;
      broker.forwarded.splice(resume);
      const said: unknown[] = [];
      const again = start(broker, lakeDir, {
        log: (message, fields) => message.includes("read again") && said.push(fields),
      });
      assert.equal(await again.resumed, resume);
      assert.equal(broker.committed, resume);
      assert.deepEqual(said, [{ topic: "raw", partition: 0, from: resume, to: 59 }]);
      assert.deepEqual((await rowsOf(lakeDir)).filter((row) => Number(row.slice(-6)) >= resume), []);
      await again.sink.take(broker.messages.slice(resume));
      await again.sink.finish();
      await assertExact(broker, lakeDir);
    }));
}

Deno.test("duplicates of folded readings are known, and only in the partition that they came from", () =>
  usingFolder(async (lakeDir) => {
    // Both partitions have rows in one compacted file; then each gets a reading that partition 0 has had.
    const brokers = [partitionOf(20), new FakePartition()];
    brokers[1]!.add(readingOf(1, "z"));
    const takeAll = async () => {
      for (const [partition, broker] of brokers.entries()) {
        const { sink, resumed } = start(broker, lakeDir, { home: { lakeDir, topic: "raw", partition, owner: OWNER } });
        await sink.take(broker.messages.slice(await resumed).map((message) => ({ ...message, partition })));
        await sink.finish();
      }
    };
    await takeAll();
    await compact(brokers[0]!, lakeDir, { committed: new Map([[0, 20], [1, 1]]) });
    for (const broker of brokers) broker.add(readingOf(3));
    await takeAll();
    const rows = await rowsOf(lakeDir);
    assert.ok(rows.includes("rejected 0:000020"));
    assert.ok(rows.includes("silver 1:000001"));
  }));

const REFUSALS: [
  string,
  (broker: FakePartition, lakeDir: string) => void,
  Partial<RawSinkOptions["home"]>,
  string,
][] = [
  ["the group's offsets are gone", (broker) => void (broker.committed = null), {}, "topic_mismatch"],
  ["the topic was made again, shorter", (broker) => void broker.messages.splice(10), {}, "topic_mismatch"],
  ["messages were deleted before they were read", (broker) => void (broker.low = 50), {}, "topic_mismatch"],
  ["another group asks", () => {}, { owner: { ...OWNER, groupId: "h" } }, "lake_mismatch"],
  ["another cluster asks", () => {}, { owner: { ...OWNER, clusterId: "d" } }, "lake_mismatch"],
];
for (const [what, change, home, code] of REFUSALS) {
  Deno.test(`a sink refuses to start, and removes nothing, where ${what}`, () =>
    usingFolder(async (lakeDir) => {
      const broker = partitionOf(40);
      const first = start(broker, lakeDir);
      await first.resumed;
      await first.sink.take(broker.messages);
      await first.sink.retire();
      const before = await listLake(lakeDir);
      change(broker, lakeDir);
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const second = start(broker, lakeDir, {
        home: { lakeDir, topic: "raw", partition: 0, owner: OWNER, ...home },
        onFailure: resolve,
      });
      const error = await promise;
      assert.ok(error instanceof PipelineError, String(error));
      assert.equal(error.code, code);
      assert.deepEqual(await listLake(lakeDir), before);
      await second.sink.retire();
    }));
}

Deno.test("a lake whose folded rows nobody knows any more is refused, and left as it is", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(60);
    await foldedLake(broker, lakeDir);
    await Deno.remove(`${lakeDir}/silver/date=2004-03-10/_folded.json`);
    const before = await rowsOf(lakeDir);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { sink } = start(broker, lakeDir, { onFailure: resolve });
    const error = await promise;
    assert.ok(error instanceof PipelineError && error.code === "lake_mismatch", String(error));
    assert.match(error.message, /date=2004-03-10/);
    assert.deepEqual(await rowsOf(lakeDir), before);
    await sink.retire();
  }));
