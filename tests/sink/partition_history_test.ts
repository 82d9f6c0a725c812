import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { TableWriter } from "../../pipeline/lake/mod.ts";
import { FakePartition, readingOf } from "../support/fake_partition.ts";
import { compact } from "../support/feed.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { assertExact, homeOf, partitionOf, start } from "../support/partition_sink.ts";

for (const isCompacted of [false, true]) {
  for (const reset of [45, 40, 20, 0]) {
    const what = isCompacted ? "compacted" : "their parts'";
    Deno.test(`offsets that were reset to ${reset} take ${what} rows out from there on, and say so`, () =>
      usingFolder(async (lakeDir) => {
        const broker = partitionOf(60);
        const limits = { rows: 20, bytes: Infinity, ageMs: 1_000 };
        const first = start(broker, lakeDir, { limits });
        await first.resumed;
        await first.sink.take(broker.messages);
        await first.sink.finish();
        if (isCompacted) await compact(lakeDir);
        broker.reset(reset);
        broker.forwarded.splice(reset);
        const said: unknown[] = [];
        const again = start(broker, lakeDir, {
          log: (message, fields) => message.includes("read again") && said.push(fields),
        });
        assert.equal(await again.resumed, reset);
        assert.deepEqual(said, [{ topic: "raw", partition: 0, from: reset, to: 59 }]);
        assert.deepEqual((await rowsOf(lakeDir)).filter((row) => Number(row.slice(-6)) >= reset), []);
        await again.sink.take(broker.messages.slice(reset));
        await again.sink.finish();
        await assertExact(broker, lakeDir);
      }));
  }
}

Deno.test("offsets that were reset past what the lake holds are refused: the rows between would be missing", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(60);
    const first = start(broker, lakeDir);
    await first.resumed;
    await first.sink.take(broker.messages.slice(0, 30));
    await first.sink.finish();
    broker.reset(45);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { sink } = start(broker, lakeDir, { onFailure: resolve });
    const error = await promise;
    assert.ok(error instanceof PipelineError && error.code === "lake_mismatch", String(error));
    assert.match(error.hint ?? "", /--to-offset 30/);
    await sink.retire();
  }));

Deno.test("duplicates of folded readings are known, and only in the partition that they came from", () =>
  usingFolder(async (lakeDir) => {
    // Both partitions have rows in one compacted file; then each gets a reading that partition 0 has had.
    const brokers = [partitionOf(20), new FakePartition()];
    brokers[1]!.add(readingOf(1, "z"));
    const takeAll = async () => {
      for (const [partition, broker] of brokers.entries()) {
        const { sink, resumed } = start(broker, lakeDir, { home: homeOf(lakeDir, partition) });
        await sink.take(broker.messages.slice(await resumed).map((message) => ({ ...message, partition })));
        await sink.finish();
      }
    };
    await takeAll();
    await compact(lakeDir);
    for (const broker of brokers) broker.add(readingOf(3));
    await takeAll();
    const rows = await rowsOf(lakeDir);
    assert.ok(rows.includes("rejected 0:000020"));
    assert.ok(rows.includes("silver 1:000001"));
  }));

const REFUSALS: [string, (broker: FakePartition) => void, Partial<TableWriter>, string][] = [
  ["the group's offsets are gone", (broker) => void (broker.committed = null), {}, "topic_mismatch"],
  ["the topic was made again, shorter", (broker) => void broker.messages.splice(10), {}, "topic_mismatch"],
  ["messages were deleted before they were read", (broker) => void (broker.low = 50), {}, "topic_mismatch"],
  ["another group asks", () => {}, { groupId: "h" }, "lake_mismatch"],
  ["another cluster asks", () => {}, { clusterId: "d" }, "lake_mismatch"],
];
for (const [what, change, other, code] of REFUSALS) {
  Deno.test(`a sink refuses to start, and changes no row, where ${what}`, () =>
    usingFolder(async (lakeDir) => {
      const broker = partitionOf(40);
      const first = start(broker, lakeDir);
      await first.resumed;
      await first.sink.take(broker.messages);
      await first.sink.retire();
      const before = await rowsOf(lakeDir);
      change(broker);
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const home = homeOf(lakeDir);
      const second = start(broker, lakeDir, {
        home: { ...home, writer: { ...home.writer, ...other } },
        onFailure: resolve,
      });
      const error = await promise;
      assert.ok(error instanceof PipelineError, String(error));
      assert.equal(error.code, code);
      assert.deepEqual(await rowsOf(lakeDir), before);
      await second.sink.retire();
    }));
}
