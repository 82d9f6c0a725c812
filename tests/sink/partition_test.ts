import assert from "node:assert/strict";
import { type Clock, PipelineError } from "../../pipeline/common/mod.ts";
import { listLake } from "../../pipeline/lake/mod.ts";
import { PartitionSink, type PartitionSinkOptions } from "../../pipeline/sink/partition.ts";
import { type CommitFault, FakePartition, readingOf } from "../support/fake_partition.ts";
import { compact } from "../support/feed.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { waitFor } from "../support/wait.ts";

const OWNER = { groupId: "g", clusterId: "c", topic: "raw" };
const FORWARD = { clean: { topic: "clean", partitions: 1 }, deadLetters: { topic: "dlq", partitions: 1 } };

/** Waits pass at once; time goes on only when a test says so. */
class FakeClock implements Clock {
  ms = 0;
  now = () => this.ms;
  sleep = () => Promise.resolve();
}

interface Started {
  sink: PartitionSink;
  resumed: Promise<number>;
  clock: FakeClock;
  failures: unknown[];
  commits: number[];
}

function start(broker: FakePartition, lakeDir: string, change: Partial<PartitionSinkOptions> = {}): Started {
  const clock = new FakeClock();
  const failures: unknown[] = [], commits: number[] = [];
  const { promise: resumed, resolve } = Promise.withResolvers<number>();
  const sink = new PartitionSink({
    home: { lakeDir, topic: "raw", partition: 0, owner: OWNER },
    broker,
    limits: { rows: 30, bytes: Infinity, ageMs: 1_000 },
    forward: FORWARD,
    clock,
    endOffset: Infinity,
    onResume: resolve,
    onVerdict: () => {},
    onDropped: () => {},
    onCommit: ({ nextOffset }) => commits.push(nextOffset),
    onFailure: (error) => failures.push(error),
    log: () => {},
    ...change,
  });
  return { sink, resumed, clock, failures, commits };
}

function partitionOf(readings: number): FakePartition {
  const broker = new FakePartition();
  for (let hour = 0; hour < readings; hour++) broker.add(readingOf(hour));
  return broker;
}

const expectedRows = (readings: number) =>
  Array.from(
    { length: readings },
    (_, hour) => `${hour % 10 === 9 ? "rejected" : "silver"} 0:${String(hour).padStart(6, "0")}`,
  ).sort();

async function assertExact(broker: FakePartition, lakeDir: string): Promise<void> {
  const all = broker.messages.length;
  assert.deepEqual(await rowsOf(lakeDir), expectedRows(all));
  assert.equal(broker.committed, all);
  assert.equal(broker.forwarded.length, all);
  assert.equal(broker.forwarded.filter(({ topic }) => topic === "dlq").length, Math.floor(all / 10));
}

Deno.test("take() commits at the row limit, and finish() what is left", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(100);
    const { sink, resumed, commits } = start(broker, lakeDir);
    assert.equal(await resumed, 0);
    await sink.take(broker.messages);
    assert.deepEqual(commits, [30, 60, 90]);
    await sink.finish();
    assert.deepEqual(commits, [30, 60, 90, 100]);
    await assertExact(broker, lakeDir);
  }));

Deno.test("take() commits at the byte limit", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(4);
    const { sink, resumed, commits } = start(broker, lakeDir, { limits: { rows: 100, bytes: 1, ageMs: 1_000 } });
    await resumed;
    await sink.take(broker.messages);
    assert.deepEqual(commits, [1, 2, 3, 4]);
    await sink.retire();
  }));

Deno.test("take() commits at once when it reaches the end", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(7);
    const { sink, resumed, commits } = start(broker, lakeDir, { endOffset: 7 });
    await resumed;
    await sink.take(broker.messages);
    assert.deepEqual(commits, [7]);
    await sink.retire();
  }));

Deno.test("commitIfOld() commits when the oldest message has waited long enough, and not before", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(20);
    const { sink, resumed, clock, commits } = start(broker, lakeDir);
    await resumed;
    await sink.take(broker.messages.slice(0, 5));
    clock.ms = 999;
    await sink.take(broker.messages.slice(5, 10));
    await sink.commitIfOld();
    assert.deepEqual(commits, []);
    clock.ms = 1_000;
    await sink.commitIfOld();
    assert.deepEqual(commits, [10]);
    await sink.retire();
  }));

Deno.test("a commit finds every part of its rotation under its final name", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(30);
    broker.onCommit = async (nextOffset): Promise<CommitFault> => {
      if (nextOffset > 0) assert.deepEqual(await rowsOf(lakeDir), expectedRows(nextOffset));
      return "none";
    };
    const { sink, resumed, failures } = start(broker, lakeDir);
    await resumed;
    await sink.take(broker.messages);
    assert.deepEqual(failures, []);
    await sink.retire();
    await assertExact(broker, lakeDir);
  }));

Deno.test("retire() drops what is buffered, and the next owner reads it again", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(50);
    const first = start(broker, lakeDir);
    await first.resumed;
    await first.sink.take(broker.messages);
    await first.sink.retire();
    assert.equal(broker.committed, 30);
    const second = start(broker, lakeDir);
    assert.equal(await second.resumed, 30);
    await second.sink.take(broker.messages.slice(30));
    await second.sink.finish();
    await assertExact(broker, lakeDir);
  }));

for (const fault of ["lost before", "lost after"] as const) {
  Deno.test(`a commit whose answer is ${fault} it counts costs no row and doubles none`, () =>
    usingFolder(async (lakeDir) => {
      const broker = partitionOf(60);
      let commits = 0;
      broker.onCommit = (nextOffset) => nextOffset > 0 && ++commits === 1 ? fault : "none";
      const resumes: number[] = [];
      const { sink } = start(broker, lakeDir, {
        onResume: (offset) => resumes.push(offset),
        limits: { rows: 20, bytes: Infinity, ageMs: 1_000 },
      });
      await waitFor("the partition is taken over", () => resumes.length > 0);
      await sink.take(broker.messages); // the first commit fails: what is behind it must not be taken
      await sink.take(broker.messages.slice(resumes.at(-1)));
      await sink.finish();
      assert.deepEqual(resumes, [0, fault === "lost before" ? 0 : 20]);
      await assertExact(broker, lakeDir);
    }));
}

Deno.test("a process that dies between its parts and its commit leaves copies to the next owner's sweep", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(60);
    const dead = start(broker, lakeDir);
    await dead.resumed;
    const dying = Promise.withResolvers<void>();
    broker.onCommit = (nextOffset) => {
      if (nextOffset < 60) return "none";
      dying.resolve();
      return new Promise<never>(() => {}); // never comes back
    };
    void dead.sink.take(broker.messages);
    await dying.promise;
    assert.equal((await rowsOf(lakeDir)).length, 60);
    assert.equal(broker.committed, 30);

    // Another batch size makes other parts, so that nothing but the sweep can take the first ones away.
    broker.onCommit = () => "none";
    const next = start(broker, lakeDir, { limits: { rows: 7, bytes: Infinity, ageMs: 1_000 } });
    assert.equal(await next.resumed, 30);
    await next.sink.take(broker.messages.slice(30));
    await next.sink.finish();
    await assertExact(broker, lakeDir);
  }));

Deno.test("a former owner that wakes up is fenced, takes over again, and costs nothing", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(40);
    const zombie = start(broker, lakeDir, { limits: { rows: 100, bytes: Infinity, ageMs: 1_000 } });
    await zombie.resumed;
    await zombie.sink.take(broker.messages.slice(0, 25));
    const owner = start(broker, lakeDir);
    await owner.resumed;
    await owner.sink.take(broker.messages.slice(0, 20));
    await zombie.sink.finish(); // renames its parts, then is refused
    assert.ok(zombie.failures[0] instanceof PipelineError && zombie.failures[0].code === "fenced");
    await owner.sink.take(broker.messages.slice(20));
    await owner.sink.finish();
    const last = start(broker, lakeDir);
    assert.equal(await last.resumed, 40);
    await last.sink.retire();
    await assertExact(broker, lakeDir);
  }));

Deno.test("duplicates are known across owners", () =>
  usingFolder(async (lakeDir) => {
    const broker = new FakePartition();
    for (const hour of [0, 1, 1, 2, 0]) broker.add(readingOf(hour));
    for (const end of [2, 3, 5]) {
      const { sink, resumed } = start(broker, lakeDir);
      await sink.take(broker.messages.slice(await resumed, end));
      await sink.finish();
    }
    assert.deepEqual(await rowsOf(lakeDir), [
      "rejected 0:000002",
      "rejected 0:000004",
      "silver 0:000000",
      "silver 0:000001",
      "silver 0:000003",
    ]);
  }));

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
  Partial<PartitionSinkOptions["home"]>,
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

Deno.test("a lake that cannot be written is a failure, and the rows are read again", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(5);
    const { sink, resumed, failures } = start(broker, lakeDir);
    await resumed;
    await Deno.writeTextFile(`${lakeDir}/silver`, "in the way");
    await sink.take(broker.messages);
    await sink.finish();
    assert.ok(failures[0] instanceof PipelineError && failures[0].code === "no_permission", String(failures[0]));
    assert.equal(broker.committed, 0);
  }));
