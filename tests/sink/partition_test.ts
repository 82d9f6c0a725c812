import assert from "node:assert/strict";
import { type Clock, PipelineError } from "../../pipeline/common/mod.ts";
import { type CommitFault, FakePartition, readingOf } from "../support/fake_partition.ts";
import { NO_MANIFEST, openFiles, openLake } from "../../pipeline/lake/mod.ts";
import { readManifest } from "../../pipeline/lake/protocol/manifest.ts";
import type { SinkStep } from "../../pipeline/sink/mod.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { assertExact, homeOf, partitionOf, start } from "../support/partition_sink.ts";
import { waitFor } from "../support/wait.ts";

Deno.test("take() commits at the row limit, and finish() what is left", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(100);
    const { sink, resumed, commits } = start(broker, lakeDir);
    assert.equal(await resumed, 0);
    await sink.take(broker.messages);
    await waitFor("the last full buffer is committed", () => commits.length === 3);
    assert.deepEqual(commits, [30, 60, 90]);
    await sink.finish();
    assert.deepEqual(commits, [30, 60, 90, 100]);
    await assertExact(broker, lakeDir);
  }));

Deno.test("finish() ends only after the broker takes one more transaction, which it does when the last one is in the topics", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(10);
    const { promise: inTopics, resolve: visible } = Promise.withResolvers<void>();
    let asked = false, finished = false;
    const open = broker.openTransactor.bind(broker);
    broker.openTransactor = async () => {
      const transactor = await open();
      return {
        ...transactor,
        async commit(body) {
          if (broker.committed === 10) {
            asked = true;
            await inTopics;
          }
          await transactor.commit(body);
        },
      };
    };
    const never: Clock = { now: () => 0, sleep: (ms) => ms === 0 ? Promise.resolve() : new Promise(() => {}) };
    const { sink, resumed, commits } = start(broker, lakeDir, { clock: never });
    await resumed;
    await sink.take(broker.messages);
    const finishing = sink.finish().then(() => finished = true);
    await waitFor("it asks for one more", () => asked);
    assert.deepEqual(commits, [10]);
    assert.equal(finished, false);
    visible();
    await finishing;
  }));

Deno.test("a tombstone adds nothing to the bytes that fill a buffer", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(1);
    const { sink, resumed, commits } = start(broker, lakeDir, { limits: { rows: 100, bytes: 1_000, ageMs: 1_000 } });
    await resumed;
    const bytes = new Uint8Array(5_000);
    const tombstone = { ...broker.messages[0]!, value: null, bytes, valueFrom: -1, valueTo: 4_000 };
    await sink.take([tombstone]);
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(commits, []);
    await sink.retire();
  }));

Deno.test("take() commits at the byte limit", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(4);
    const { sink, resumed, commits } = start(broker, lakeDir, { limits: { rows: 100, bytes: 1, ageMs: 1_000 } });
    await resumed;
    await sink.take(broker.messages);
    await waitFor("the last one is committed", () => commits.length === 4);
    assert.deepEqual(commits, [1, 2, 3, 4]);
    await sink.retire();
  }));

Deno.test("take() commits at once when it reaches the end", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(7);
    const { sink, resumed, commits } = start(broker, lakeDir, { endOffset: 7 });
    await resumed;
    await sink.take(broker.messages);
    await waitFor("it is committed", () => commits.length === 1);
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
    await waitFor("it is committed", () => commits.length === 1);
    assert.deepEqual(commits, [10]);
    await sink.retire();
  }));

Deno.test("commitIdle() commits what has just come, but not within the flush interval of the commit before", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(20);
    const { sink, resumed, clock, commits } = start(broker, lakeDir);
    await resumed;
    await sink.commitIdle();
    clock.ms = 999;
    await sink.take(broker.messages.slice(0, 5));
    await sink.commitIdle();
    assert.deepEqual(commits, []);
    clock.ms = 1_500;
    await sink.take(broker.messages.slice(5, 10));
    await sink.commitIdle();
    await waitFor("it is committed", () => commits.length === 1);
    await sink.take(broker.messages.slice(10));
    clock.ms = 2_499;
    await sink.commitIdle();
    assert.deepEqual(commits, [10]);
    clock.ms = 2_500;
    await sink.commitIdle();
    await waitFor("the rest is committed", () => commits.length === 2);
    await sink.retire();
  }));

for (const [took, waits] of [[300, 700], [5_000, 500]] as const) {
  Deno.test(`commitIfOld() begins after ${waits} of 1,000 ms when the rotation before took ${took} ms`, () =>
    usingFolder(async (lakeDir) => {
      const broker = partitionOf(50);
      const { sink, resumed, clock, commits } = start(broker, lakeDir, {
        limits: { rows: 30, bytes: Infinity, ageMs: 1_000 },
      });
      broker.onCommit = (nextOffset): CommitFault => {
        if (nextOffset === 30) clock.ms += took;
        return "none";
      };
      await resumed;
      await sink.take(broker.messages.slice(0, 30));
      await waitFor("the first is committed", () => commits.length === 1);
      await sink.take(broker.messages.slice(30));
      clock.ms += waits - 1;
      await sink.commitIfOld();
      clock.ms += 1;
      assert.equal(sink.committedOffset, 30);
      await sink.commitIfOld();
      await waitFor("the second is committed", () => commits.length === 2);
      await sink.retire();
    }));
}

Deno.test("a commit finds every part of its rotation stored, in the manifest that it names, and in no table", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(30), seen: string[] = [];
    broker.onCommit = async (nextOffset, metadata): Promise<CommitFault> => {
      if (nextOffset === 0) return "none";
      assert.deepEqual(await rowsOf(lakeDir), []);
      const { tables } = await readManifest(openFiles(lakeDir), metadata);
      for (const { table, files } of tables) {
        for (const { path, sizeBytes } of files) {
          assert.equal((await Deno.stat(`${lakeDir}/${table}/${path}`)).size, sizeBytes);
          seen.push(table);
        }
      }
      return "none";
    };
    const { sink, resumed, failures } = start(broker, lakeDir);
    await resumed;
    await sink.take(broker.messages);
    await sink.retire();
    assert.deepEqual(failures, []);
    assert.deepEqual(new Set(seen), new Set(["silver", "rejected"]));
    await assertExact(broker, lakeDir);
  }));

Deno.test("a rotation without rows commits the manifest of the one before it again", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(30), named: string[] = [];
    broker.onCommit = (_, metadata) => {
      named.push(metadata);
      return "none";
    };
    const { sink, resumed } = start(broker, lakeDir, { endOffset: 30 });
    await resumed;
    await sink.pass(0, 2); // a transaction's markers
    await sink.commitIfOld();
    await sink.take(broker.messages.slice(2), 30);
    await sink.pass(30, 33);
    await sink.retire();
    assert.deepEqual(named, [NO_MANIFEST, "_manifests/raw-0-30-1.json", "_manifests/raw-0-30-1.json"]);
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

/** The sink of a process that dies when it is about to do a step for the `pass`-th time: it never comes back from there. */
async function dieAt(broker: FakePartition, lakeDir: string, step: SinkStep, pass: number): Promise<void> {
  const died = Promise.withResolvers<void>();
  let passes = 0;
  const store = openFiles(lakeDir);
  let isDead = false;
  const dead = <T>(work: () => Promise<T>): Promise<T> => isDead ? new Promise(() => {}) : work();
  const lake = openLake({
    ...store,
    put: (key, bytes) => dead(() => store.put(key, bytes)),
    putIfAbsent: (key, bytes) => dead(() => store.putIfAbsent(key, bytes)),
  });
  const { sink, resumed } = start(broker, lakeDir, {
    home: { ...homeOf(lakeDir), lake },
    onStep(now) {
      if (now !== step || ++passes !== pass) return;
      isDead = true;
      died.resolve();
    },
  });
  await resumed;
  void sink.take(broker.messages);
  await died.promise;
}

Deno.test("a process that dies between its parts and its commit leaves files that count for nothing", () =>
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
    assert.equal((await rowsOf(lakeDir)).length, 30);
    assert.equal(broker.committed, 30);

    broker.onCommit = () => "none";
    const next = start(broker, lakeDir, { limits: { rows: 7, bytes: Infinity, ageMs: 1_000 } });
    assert.equal(await next.resumed, 30);
    await next.sink.take(broker.messages.slice(30));
    await next.sink.finish();
    await assertExact(broker, lakeDir);
  }));

for (const [pass, rows] of [[3, 30], [4, 57]] as const) {
  Deno.test(`a process that dies after its commit with ${rows} rows published leaves the rest to the next owner`, () =>
    usingFolder(async (lakeDir) => {
      const broker = partitionOf(60);
      await dieAt(broker, lakeDir, "publish", pass);
      assert.equal(broker.committed, 60);
      assert.equal((await rowsOf(lakeDir)).length, rows);
      const next = start(broker, lakeDir);
      assert.equal(await next.resumed, 60);
      await next.sink.finish();
      await assertExact(broker, lakeDir);
    }));
}

Deno.test("a former owner that wakes up is fenced, takes over again, and costs nothing", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(40);
    const zombie = start(broker, lakeDir, { limits: { rows: 100, bytes: Infinity, ageMs: 1_000 } });
    await zombie.resumed;
    await zombie.sink.take(broker.messages.slice(0, 25));
    const owner = start(broker, lakeDir);
    await owner.resumed;
    await owner.sink.take(broker.messages.slice(0, 20));
    await zombie.sink.finish(); // stores its parts, then is refused
    assert.ok(zombie.failures[0] instanceof PipelineError && zombie.failures[0].code === "fenced");
    await owner.sink.take(broker.messages.slice(20));
    await owner.sink.finish();
    const last = start(broker, lakeDir);
    assert.equal(await last.resumed, 40);
    await last.sink.retire();
    await assertExact(broker, lakeDir);
  }));

Deno.test("a commit that fails for a reason that nobody knows is tried again, but not for ever", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(30);
    const { promise: failed, resolve } = Promise.withResolvers<unknown>();
    let commits = 0;
    broker.onCommit = (nextOffset) => {
      if (nextOffset > 0 && ++commits > 0) throw new TypeError("nobody knows");
      return "none";
    };
    const { sink } = start(broker, lakeDir, {
      onResume: (offset) => void sink.take(broker.messages.slice(offset)),
      onFailure: resolve,
    });
    assert.match(String(await failed), /nobody knows/);
    assert.equal(commits, 5);
    await sink.retire();
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

Deno.test("a lake that cannot be written is a failure, and the rows are read again", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(5);
    const { sink, resumed, failures } = start(broker, lakeDir);
    await resumed;
    await Deno.writeTextFile(`${lakeDir}/silver/date=2004-03-10`, "in the way");
    await sink.take(broker.messages);
    await sink.finish();
    assert.ok(failures[0] instanceof PipelineError && failures[0].code === "no_permission", String(failures[0]));
    assert.equal(broker.committed, 0);
  }));
