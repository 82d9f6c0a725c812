import assert from "node:assert/strict";
import { NO_MANIFEST } from "../../pipeline/lake/mod.ts";
import { type PartitionBroker, takeOver } from "../../pipeline/sink/takeover.ts";
import { FakePartition, readingOf } from "../support/fake_partition.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { homeOf, start } from "../support/partition_sink.ts";
import { rawStage } from "../support/silver_stage.ts";

function filled(): FakePartition {
  const broker = new FakePartition();
  for (let hour = 0; hour < 8; hour++) broker.add(readingOf(hour));
  return broker;
}

/** Another owner takes the partition over, and commits and publishes up to an offset. */
async function ownUpTo(broker: FakePartition, lakeDir: string, nextOffset: number): Promise<void> {
  const { sink, resumed } = start(broker, lakeDir);
  await sink.take(broker.messages.slice(await resumed, nextOffset));
  await sink.finish();
}

/** A broker that does something at each of the takeover's calls. */
const withBroker = (broker: FakePartition, change: Partial<PartitionBroker>): PartitionBroker => ({
  openTransactor: () => broker.openTransactor(),
  committedOffset: () => broker.committedOffset(),
  bounds: () => broker.bounds(),
  ...change,
});

Deno.test("takeOver() does its steps in the one order that is safe", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    await ownUpTo(broker, lakeDir, 3);
    const steps: string[] = [];
    const claims = async () => (await Array.fromAsync(Deno.readDir(`${lakeDir}/_claims`))).length;
    const watched = withBroker(broker, {
      async openTransactor() {
        steps.push(`fence with ${await claims()} claims`);
        const transactor = await broker.openTransactor();
        return {
          ...transactor,
          async commit(body) {
            steps.push(`commit ${JSON.stringify(body)} with ${await claims()} claims`);
            await transactor.commit(body);
          },
        };
      },
      committedOffset() {
        steps.push("read offset");
        return broker.committedOffset();
      },
    });
    await takeOver(watched, homeOf(lakeDir), rawStage());
    assert.deepEqual(steps, ["fence with 1 claims", 'commit {"sends":[]} with 2 claims', "read offset"]);
  }));

Deno.test("takeOver() stops when someone newer fenced it, though its epoch is the higher one", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    const slow = withBroker(broker, {
      async openTransactor() {
        const transactor = await broker.openTransactor();
        await ownUpTo(broker, lakeDir, 5); // meanwhile, before the slow one claims its epoch
        return transactor;
      },
    });
    await assert.rejects(takeOver(slow, homeOf(lakeDir), rawStage()), { code: "fenced" });
    assert.equal((await rowsOf(lakeDir)).length, 5);
  }));

Deno.test("takeOver() reads the committed offset only after the former owner cannot move it any more", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    const racing = withBroker(broker, {
      async openTransactor() {
        await ownUpTo(broker, lakeDir, 4); // in the last moment before the fence
        return await broker.openTransactor();
      },
    });
    const { resumeOffset } = await takeOver(racing, homeOf(lakeDir), rawStage());
    assert.equal(resumeOffset, 4);
    assert.equal((await rowsOf(lakeDir)).length, 4);
  }));

for (const [what, before] of [["that there is no offset", 0], ["an offset", 2]] as const) {
  Deno.test(`takeOver() that stood still after it read ${what} finds itself fenced, and takes no row of the next owner's out`, () =>
    usingFolder(async (lakeDir) => {
      const broker = filled();
      if (before > 0) await ownUpTo(broker, lakeDir, before);
      const asleep = withBroker(broker, {
        async committedOffset() {
          const found = await broker.committedOffset();
          await ownUpTo(broker, lakeDir, 5);
          return found;
        },
      });
      await assert.rejects(takeOver(asleep, homeOf(lakeDir), rawStage()), { code: "fenced" });
      assert.equal((await rowsOf(lakeDir)).length, 5);
      assert.equal(broker.committed, 5);
    }));
}

Deno.test("takeOver() commits the first offset before anything is written, so that a missing one tells of lost offsets", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    broker.low = 2;
    const { resumeOffset, epoch } = await takeOver(broker, homeOf(lakeDir), rawStage());
    assert.deepEqual([resumeOffset, epoch, broker.committed, broker.metadata], [2, 1, 2, NO_MANIFEST]);
  }));
