import assert from "node:assert/strict";
import type { IncomingMessage } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { FakePartition } from "../support/fake_partition.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { expectedRows, partitionOf, start } from "../support/partition_sink.ts";
import { rawStage } from "../support/silver_stage.ts";

const POISON = 12;

/** The stage of raw messages, whose judge throws at an offset, so many times. */
function poisoned(offsets: readonly number[] = [POISON], times = Infinity) {
  const stage = rawStage({
    forward: { clean: { topic: "clean", partitions: 1 }, deadLetters: { topic: "dlq", partitions: 1 } },
  });
  const tries: number[] = [];
  const openBatch: typeof stage.openBatch = () => {
    const batch = stage.openBatch(), take = batch.take.bind(batch);
    batch.take = (message: IncomingMessage, memory) => {
      if (offsets.includes(message.offset) && tries.length < times) {
        tries.push(message.offset);
        throw new TypeError("Cannot read properties of null");
      }
      take(message, memory);
    };
    return batch;
  };
  return { stage: { ...stage, openBatch } as typeof stage, tries };
}

/** Gives the sink of a partition what comes after each offset that it resumes at, as a subscription does, until it has ended or read all. */
async function run(
  broker: FakePartition,
  lakeDir: string,
  change: { stage: ReturnType<typeof rawStage>; skipPoison?: boolean },
) {
  const ended = Promise.withResolvers<unknown>();
  const resumes: number[] = [];
  const { sink } = start(broker, lakeDir, {
    ...change,
    limits: { rows: 5, bytes: Infinity, ageMs: 1_000 },
    onResume(offset) {
      const turn = resumes.push(offset);
      void sink.take(broker.messages.slice(offset)).then(() => {
        if (resumes.length === turn) ended.resolve(null);
      });
    },
    onFailure: (error) => ended.resolve(error),
  });
  const failure = await ended.promise;
  // What comes before the run has ended must not be committed behind the message.
  if (failure !== null) await sink.take(broker.messages.slice(-6));
  await (failure === null ? sink.finish() : sink.retire());
  return { failure, resumes };
}

Deno.test("a message that fails at each try ends the run with topic, partition and offset; what is before it is committed", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(20), { stage, tries } = poisoned();
    const { failure } = await run(broker, lakeDir, { stage });
    assert.equal(tries.length, 3);
    assert.ok(failure instanceof Error);
    assert.match(failure.message, /Cannot process raw-0 at offset 12 in 3 tries: Cannot read properties of null/);
    assert.equal(broker.committed, POISON);
    assert.equal((await rowsOf(lakeDir)).length, POISON);
  }));

Deno.test("a message that fails less often than that costs nothing", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(20), { stage, tries } = poisoned([POISON], 2);
    assert.equal((await run(broker, lakeDir, { stage })).failure, null);
    assert.equal(tries.length, 2);
    assert.deepEqual(await rowsOf(lakeDir), expectedRows(20));
    assert.equal(broker.forwarded.length, 20);
  }));

Deno.test("with skipPoison a message that fails at each try is rejected as unprocessable, with its value, and the partition goes on", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(20), { stage, tries } = poisoned();
    assert.equal((await run(broker, lakeDir, { stage, skipPoison: true })).failure, null);
    assert.equal(tries.length, 3);
    assert.equal(broker.committed, 20);
    const rows = await rowsOf(lakeDir);
    assert.equal(rows.length, 20);
    assert.ok(rows.some((row) => /^rejected 0:0*12$/.test(row)));
    const letters = broker.forwarded.filter(({ topic }) => topic === "dlq").map(({ message }) => message);
    const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
    const [letter] = letters.filter(({ headers }) => text(headers["airquality.reject.codes"]?.[0]) === "unprocessable");
    assert.match(text(letter?.headers["airquality.reject.reasons"]?.[0]), /Cannot read properties of null/);
    assert.deepEqual(letter?.value, broker.messages[POISON]!.value);
  }));

Deno.test("with skipPoison several such messages side by side are rejected, each after its own tries", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(20), { stage, tries } = poisoned([0, 12, 13, 14, 19]);
    assert.equal((await run(broker, lakeDir, { stage, skipPoison: true })).failure, null);
    assert.deepEqual(tries, [0, 12, 13, 14, 19].flatMap((offset) => [offset, offset, offset]));
    assert.equal(broker.committed, 20);
    assert.equal((await rowsOf(lakeDir)).length, 20);
    assert.equal(broker.forwarded.length, 20);
  }));

Deno.test("what a stage itself names as wrong is no fault of the message, and ends the run at once", () =>
  usingFolder(async (lakeDir) => {
    const broker = partitionOf(20), stage = rawStage();
    const openBatch = () => {
      const batch = stage.openBatch();
      batch.take = () => {
        throw new PipelineError("lake_mismatch", "Cannot go on");
      };
      return batch;
    };
    const { failure, resumes } = await run(broker, lakeDir, { stage: { ...stage, openBatch }, skipPoison: true });
    assert.match(String(failure), /Cannot go on/);
    assert.deepEqual(resumes, [0]);
  }));
