import assert from "node:assert/strict";
import { claimPartition, listLake } from "../../pipeline/lake/mod.ts";
import { type PartitionBroker, takeOver } from "../../pipeline/sink/takeover.ts";
import { writeParts } from "../support/write_parts.ts";
import { DEFAULT_RULE_SET, ruleSetVersion } from "../../pipeline/reading/mod.ts";
import { judge } from "../../pipeline/validate/mod.ts";
import { type CommitFault, FakePartition, readingOf } from "../support/fake_partition.ts";
import { usingFolder } from "../support/lake.ts";
import { rawStage } from "../support/silver_stage.ts";
import { cleanRows } from "../support/clean_rows.ts";

const OWNER = { groupId: "g", clusterId: "c", topic: "raw", tables: ["silver", "rejected"] };
const RULE_SET = ruleSetVersion(DEFAULT_RULE_SET);
const home = (lakeDir: string) => ({ lakeDir, topic: "raw", partition: 0, owner: OWNER });

async function writeRows(
  broker: FakePartition,
  lakeDir: string,
  epoch: number,
  from: number,
  to: number,
): Promise<void> {
  const accepted = broker.messages.slice(from, to).flatMap((message) => {
    const verdict = judge(message, () => false);
    return verdict.accepted ? [verdict.reading] : [];
  });
  const rotation = { topic: "raw", partition: 0, epoch, ruleSet: RULE_SET };
  await writeParts(lakeDir, { ...rotation, accepted: cleanRows(accepted), rejected: [] });
}

function filled(): FakePartition {
  const broker = new FakePartition();
  for (let hour = 0; hour < 8; hour++) broker.add(readingOf(hour));
  return broker;
}

Deno.test("takeOver() does its steps in the one order that is safe", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    broker.committed = 3;
    const steps: string[] = [];
    const watched: PartitionBroker = {
      async openTransactor() {
        steps.push("fence");
        assert.equal((await listLake(`${lakeDir}`)).parts.length, 0);
        const transactor = await broker.openTransactor();
        return {
          ...transactor,
          async commit(body) {
            const claims = await Array.fromAsync(Deno.readDir(`${lakeDir}/_owners`));
            steps.push(`${claims.length} claim`, `commit ${JSON.stringify(body)}`);
            await transactor.commit(body);
          },
        };
      },
      committedOffset() {
        steps.push("read offset");
        return broker.committedOffset();
      },
      bounds: () => broker.bounds(),
    };
    await takeOver(watched, home(lakeDir), rawStage());
    assert.deepEqual(steps, ["fence", "1 claim", 'commit {"sends":[]}', "read offset"]);
  }));

Deno.test("takeOver() stops before the sweep when someone newer fenced it, though its epoch is the higher one", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    broker.committed = 0;
    const slow: PartitionBroker = {
      async openTransactor() {
        const transactor = await broker.openTransactor();
        // Meanwhile another one takes the whole partition over and writes, before the slow one claims its epoch.
        await broker.openTransactor();
        await writeRows(broker, lakeDir, await claimPartition(lakeDir, 0, OWNER, RULE_SET), 0, 5);
        return transactor;
      },
      committedOffset: () => broker.committedOffset(),
      bounds: () => broker.bounds(),
    };
    await assert.rejects(takeOver(slow, home(lakeDir), rawStage()), { code: "fenced" });
    assert.equal((await listLake(lakeDir)).parts.length, 1);
  }));

Deno.test("takeOver() reads the committed offset only after the former owner cannot move it any more", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    const former = await broker.openTransactor();
    broker.committed = 0;
    await writeRows(broker, lakeDir, await claimPartition(lakeDir, 0, OWNER, RULE_SET), 0, 4);
    const racing: PartitionBroker = {
      async openTransactor() {
        await former.commit({ sends: [], nextOffset: 4 }); // in the last moment before the fence
        return await broker.openTransactor();
      },
      committedOffset: () => broker.committedOffset(),
      bounds: () => broker.bounds(),
    };
    const { resumeOffset } = await takeOver(racing, home(lakeDir), rawStage());
    assert.equal(resumeOffset, 4);
    assert.equal((await listLake(lakeDir)).parts.length, 1);
  }));

Deno.test("takeOver() that stood still after it read that there is no offset finds itself fenced, not the topic made again", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    const asleep: PartitionBroker = {
      openTransactor: () => broker.openTransactor(),
      async committedOffset() {
        const none = await broker.committedOffset();
        const { epoch, transactor } = await takeOver(broker, home(lakeDir), rawStage());
        await writeRows(broker, lakeDir, epoch, 0, 5);
        await transactor.commit({ sends: [], nextOffset: 5 });
        return none;
      },
      bounds: () => broker.bounds(),
    };
    await assert.rejects(takeOver(asleep, home(lakeDir), rawStage()), { code: "fenced" });
    assert.equal((await listLake(lakeDir)).parts.length, 1);
    assert.equal(broker.committed, 5);
  }));

Deno.test("takeOver() commits the first offset before anything is written, so that a missing one tells of lost offsets", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    broker.low = 2;
    const { resumeOffset, epoch } = await takeOver(broker, home(lakeDir), rawStage());
    assert.deepEqual([resumeOffset, epoch, broker.committed], [2, 1, 2]);
  }));

Deno.test("takeOver() removes what a crash left half-written, but not what a newer owner is writing or others' files", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    await claimPartition(lakeDir, 0, OWNER, RULE_SET);
    const folder = `${lakeDir}/silver/date=2004-03-10`;
    await Deno.mkdir(folder, { recursive: true });
    for (
      const name of [
        ".writing-raw-0-0-3-1.parquet",
        ".writing-raw-0-0-3-9.parquet",
        ".writing-raw-1-0-3-1.parquet",
        "mine.parquet",
      ]
    ) {
      await Deno.writeTextFile(`${folder}/${name}`, "");
    }
    await takeOver(broker, home(lakeDir), rawStage());
    const left = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assert.deepEqual(left, [".writing-raw-0-0-3-9.parquet", ".writing-raw-1-0-3-1.parquet", "mine.parquet"]);
  }));

Deno.test("takeOver() does not remember what a fenced owner renames while it sweeps: those readings are yet to come", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    await writeRows(broker, lakeDir, await claimPartition(lakeDir, 0, OWNER, RULE_SET), 0, 8);
    broker.committed = 5;
    broker.onCommit = async (): Promise<CommitFault> => {
      await writeRows(broker, lakeDir, 1, 0, 4);
      return "none";
    };
    const { memory: validator, resumeOffset } = await takeOver(broker, home(lakeDir), rawStage());
    assert.equal(resumeOffset, 0);
    assert.equal((await listLake(lakeDir)).parts.length, 1);
    assert.equal(validator.validate(broker.messages[2]!, cleanRows([])), null, "no duplicate");
  }));

Deno.test("takeOver() commits the way back before it removes what is to be read again: a crash in between loses nothing", () =>
  usingFolder(async (lakeDir) => {
    const broker = filled();
    await writeRows(broker, lakeDir, await claimPartition(lakeDir, 0, OWNER, RULE_SET), 0, 8);
    broker.committed = 5;
    broker.onCommit = async (nextOffset): Promise<CommitFault> => {
      assert.equal(nextOffset, 0);
      assert.equal((await listLake(lakeDir)).parts.length, 1);
      return "none";
    };
    const { resumeOffset, readAgainTo } = await takeOver(broker, home(lakeDir), rawStage());
    assert.deepEqual([resumeOffset, readAgainTo, broker.committed], [0, 8, 0]);
    assert.equal((await listLake(lakeDir)).parts.length, 0);
    const next = await takeOver(broker, home(lakeDir), rawStage());
    assert.deepEqual([next.resumeOffset, next.readAgainTo], [0, null]);
  }));
