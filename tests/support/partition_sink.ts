import assert from "node:assert/strict";
import type { Clock } from "../../pipeline/common/mod.ts";
import { openFiles, openLake } from "../../pipeline/lake/mod.ts";
import { rotationWork } from "../../pipeline/sink/worker/work.ts";
import { PartitionSink } from "../../pipeline/sink/partition.ts";
import type { PartitionHome } from "../../pipeline/sink/takeover.ts";
import { FakePartition, readingOf } from "./fake_partition.ts";
import { rowsOf } from "./lake.ts";
import { WRITER } from "./lake_rows.ts";
import { type RawSink, type RawSinkOptions, rawStage } from "./silver_stage.ts";

const FORWARD = { clean: { topic: "clean", partitions: 1 }, deadLetters: { topic: "dlq", partitions: 1 } };

/** A partition of the topic `raw` whose rows go to a lake in a folder. */
export const homeOf = (lakeDir: string, partition = 0): PartitionHome => ({
  lake: openLake(openFiles(lakeDir)),
  writer: { ...WRITER, topic: "raw" },
  partition,
});

/** Waits pass at once; time goes on only when a test says so. */
class FakeClock implements Clock {
  ms = 0;
  now = () => this.ms;
  sleep = () => Promise.resolve();
}

/** A sink that was started, and what it has told. */
export interface Started {
  sink: RawSink;
  resumed: Promise<number>;
  clock: FakeClock;
  failures: unknown[];
  commits: number[];
}

/** Starts the sink of a partition, with settings of its own where given. */
export function start(broker: FakePartition, lakeDir: string, change: Partial<RawSinkOptions> = {}): Started {
  const clock = new FakeClock();
  const failures: unknown[] = [], commits: number[] = [];
  const { promise: resumed, resolve } = Promise.withResolvers<number>();
  const sink = new PartitionSink({
    home: homeOf(lakeDir),
    broker,
    stage: rawStage({ forward: FORWARD }),
    work: rotationWork,
    limits: { rows: 30, bytes: Infinity, ageMs: 1_000 },
    clock,
    endOffset: Infinity,
    onResume: resolve,
    onDropped: () => {},
    onCommit: ({ nextOffset }) => commits.push(nextOffset),
    onFailure: (error) => failures.push(error),
    log: () => {},
    ...change,
  });
  return { sink, resumed, clock, failures, commits };
}

/** A partition with so many readings, each tenth of them to be rejected. */
export function partitionOf(readings: number): FakePartition {
  const broker = new FakePartition();
  for (let hour = 0; hour < readings; hour++) broker.add(readingOf(hour));
  return broker;
}

/** What rowsOf() must give for such a partition, once all is committed. */
export const expectedRows = (readings: number) =>
  Array.from(
    { length: readings },
    (_, hour) => `${hour % 10 === 9 ? "rejected" : "silver"} 0:${String(hour).padStart(6, "0")}`,
  ).sort();

/** Every message is in the lake and forwarded exactly once. */
export async function assertExact(broker: FakePartition, lakeDir: string): Promise<void> {
  const all = broker.messages.length;
  assert.deepEqual(await rowsOf(lakeDir), expectedRows(all));
  assert.equal(broker.committed, all);
  assert.equal(broker.forwarded.length, all);
  assert.equal(broker.forwarded.filter(({ topic }) => topic === "dlq").length, Math.floor(all / 10));
}
