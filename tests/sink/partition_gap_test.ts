import assert from "node:assert/strict";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { expectedRows, partitionOf, start } from "../support/partition_sink.ts";
import { waitFor } from "../support/wait.ts";

Deno.test("take() commits up to the offset that it is told, over the markers of a transaction", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(10);
    const { sink, resumed, failures } = start(broker, lakeDir, { endOffset: 12 });
    await resumed;
    await sink.take(broker.messages, 12);
    await waitFor("it is committed", () => sink.committedOffset > 0);
    assert.deepEqual([sink.committedOffset, broker.committed, failures], [12, 12, []]);
    await sink.finish();
    assert.deepEqual(await rowsOf(lakeDir), expectedRows(10));
  }));

Deno.test("pass() commits at the end though no message is left", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(10);
    const { sink, resumed } = start(broker, lakeDir, { endOffset: 11 });
    await resumed;
    await sink.take(broker.messages);
    assert.equal(sink.committedOffset, 0);
    await sink.pass(10, 11);
    await waitFor("it is committed", () => sink.committedOffset > 0);
    assert.deepEqual([sink.committedOffset, broker.committed], [11, 11]);
    await sink.finish();
    assert.deepEqual(await rowsOf(lakeDir), expectedRows(10));
  }));

Deno.test("pass() goes over nothing that it has not read", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(10);
    const { sink, resumed } = start(broker, lakeDir, { endOffset: 21 });
    await resumed;
    await sink.take(broker.messages);
    await sink.pass(15, 21);
    await sink.finish();
    assert.equal(broker.committed, 10);
  }));

Deno.test("pass() is committed once it has waited long enough", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(0);
    const { sink, resumed, clock, commits } = start(broker, lakeDir);
    await resumed;
    await sink.pass(0, 2);
    await sink.commitIfOld();
    assert.deepEqual(commits, []);
    clock.ms += 1_000;
    await sink.commitIfOld();
    await waitFor("it is committed", () => commits.length > 0);
    assert.deepEqual(commits, [2]);
    await sink.retire();
  }));
