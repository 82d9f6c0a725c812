import assert from "node:assert/strict";
import type { CommitFault } from "../support/fake_partition.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { assertExact, partitionOf, start } from "../support/partition_sink.ts";
import { waitFor } from "../support/wait.ts";

Deno.test("take() goes on while a rotation is under way, and the next rotation waits for its end", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(70);
    const first = Promise.withResolvers<CommitFault>();
    const asked: number[] = [];
    broker.onCommit = (nextOffset) => {
      asked.push(nextOffset);
      return nextOffset === 30 ? first.promise : "none";
    };
    const { sink, resumed, commits } = start(broker, lakeDir);
    await resumed;
    await sink.take(broker.messages.slice(0, 50));
    await waitFor("the first commit is under way", () => asked.includes(30));
    const taking = sink.take(broker.messages.slice(50));
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual([asked, commits], [[0, 30], []], "the takeover commits where it begins");
    first.resolve("none");
    await taking;
    await sink.finish();
    assert.deepEqual([asked, commits], [[0, 30, 60, 70], [30, 60, 70]]);
    await assertExact(broker, lakeDir);
  }));

Deno.test("a commit that fails drops what was buffered while it was under way, to be read again", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(50);
    const first = Promise.withResolvers<CommitFault>();
    broker.onCommit = (nextOffset) => nextOffset === 30 ? first.promise : "none";
    let dropped = 0;
    const resumes: number[] = [];
    const { sink } = start(broker, lakeDir, {
      onDropped: (messages) => void (dropped += messages),
      onResume: (offset) => resumes.push(offset),
    });
    await waitFor("the partition is taken over", () => resumes.length === 1);
    await sink.take(broker.messages);
    first.resolve("lost before");
    await waitFor("it is taken over again", () => resumes.length === 2);
    assert.deepEqual([dropped, resumes], [50, [0, 0]]);
    broker.onCommit = () => "none";
    await sink.take(broker.messages);
    await sink.finish();
    await assertExact(broker, lakeDir);
  }));

Deno.test("retire() tells of files that cannot be written, as no next owner is to blame", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(30);
    const { promise: writing, resolve: writes } = Promise.withResolvers<void>();
    const { sink, resumed, failures } = start(broker, lakeDir, {
      onStep(step) {
        if (step !== "manifest") return;
        writes();
        throw new Error("EIO");
      },
    });
    await resumed;
    await sink.take(broker.messages);
    const retiring = sink.retire();
    await writing;
    await retiring;
    assert.deepEqual([failures.length, broker.committed], [1, 0]);
  }));

Deno.test("a rotation that is committed and cannot be published fails, and the next owner publishes it", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(60);
    const { sink, resumed, failures } = start(broker, lakeDir, {
      onStep(step) {
        if (step === "publish") throw new Error("EIO");
      },
    });
    await resumed;
    await sink.take(broker.messages);
    await waitFor("the failure is told", () => failures.length > 0);
    await sink.retire();
    assert.deepEqual([await rowsOf(lakeDir), broker.committed], [[], 30]);
    const next = start(broker, lakeDir);
    assert.equal(await next.resumed, 30);
    await next.sink.take(broker.messages.slice(30));
    await next.sink.finish();
    await assertExact(broker, lakeDir);
  }));

for (const ending of ["finish", "retire", "take"] as const) {
  Deno.test(`no later rotation is committed past one whose files cannot be written, whatever ${ending}() waits for`, () =>
    usingFolder(async (lakeDir) => {
      const broker = partitionOf(60);
      const { promise: flushing, resolve: flushes } = Promise.withResolvers<void>();
      let broken = false;
      const { sink, resumed, failures } = start(broker, lakeDir, {
        onStep(step) {
          if (step !== "manifest" || broken) return;
          broken = true;
          flushes();
          throw new Error("EIO");
        },
      });
      await resumed;
      await sink.take(broker.messages.slice(0, 50));
      const taking = ending === "take" ? sink.take(broker.messages.slice(50)) : Promise.resolve();
      await flushing;
      if (ending === "finish") await sink.finish();
      await taking;
      await waitFor("the failure is told", () => failures.length > 0);
      await sink.retire();
      assert.deepEqual([failures.length, broker.committed], [1, 0]);
      const next = start(broker, lakeDir);
      await next.sink.take(broker.messages.slice(await next.resumed));
      await next.sink.finish();
      await assertExact(broker, lakeDir);
    }));
}

Deno.test("a commit that was made counts once though whoever is told of it throws", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(120);
    const { sink, resumed, failures } = start(broker, lakeDir, {
      onCommit() {
        throw new Error("no space left on device");
      },
    });
    await resumed;
    await sink.take(broker.messages);
    await waitFor("the failure is told", () => failures.length > 0);
    await sink.retire();
    const next = start(broker, lakeDir);
    await next.sink.take(broker.messages.slice(await next.resumed));
    await next.sink.finish();
    await assertExact(broker, lakeDir);
  }));

Deno.test("retire() is no failure though its rotation is fenced by the next owner", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(50);
    const first = Promise.withResolvers<CommitFault>();
    broker.onCommit = (nextOffset) => nextOffset === 30 ? first.promise : "none";
    const { sink, resumed, failures } = start(broker, lakeDir);
    await resumed;
    await sink.take(broker.messages);
    const retiring = sink.retire();
    const next = start(broker, lakeDir);
    assert.equal(await next.resumed, 0);
    first.resolve("none");
    await retiring;
    assert.deepEqual([failures, next.failures], [[], []]);
    await next.sink.take(broker.messages);
    await next.sink.finish();
    await assertExact(broker, lakeDir);
  }));
