import assert from "node:assert/strict";
import { systemClock } from "../../pipeline/common/mod.ts";
import { rotationWork } from "../../pipeline/sink/worker/work.ts";
import { PartitionSink } from "../../pipeline/sink/partition.ts";
import { FakePartition, readingOf } from "../support/fake_partition.ts";
import { usingFolder } from "../support/lake.ts";
import { homeOf } from "../support/partition_sink.ts";
import { rawStage } from "../support/silver_stage.ts";

Deno.test("a sink tells of each step in the order in which it does them, and of each file", () =>
  usingFolder(async (lakeDir) => {
    const broker = new FakePartition();
    broker.committed = 0;
    // Two dates, and so two files.
    for (const hour of [0, 24]) broker.add(readingOf(hour));
    const steps: string[] = [];
    const { promise: resumed, resolve, reject } = Promise.withResolvers<number>();
    const sink = new PartitionSink({
      home: homeOf(lakeDir),
      broker,
      stage: rawStage(),
      work: rotationWork,
      limits: { rows: 2, bytes: Infinity, ageMs: Infinity },
      clock: systemClock,
      endOffset: Infinity,
      onResume: resolve,
      onDropped: () => {},
      onCommit: () => {},
      onFailure: reject,
      log: () => {},
      onStep: (step) => void steps.push(step),
    });
    await resumed;
    await sink.take(broker.messages);
    await sink.retire();
    assert.deepEqual(steps, [
      ...["fence", "claim", "confirm", "read offset", "settle", "restore", "resume"],
      ...["buffer", "buffer", "write", "write", "manifest", "publish", "published"],
    ]);
  }));
