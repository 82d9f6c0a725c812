import { systemClock } from "../../pipeline/common/mod.ts";
import { type Compaction, compactLake, type CompactOptions } from "../../pipeline/lake/mod.ts";
import { rotationWork } from "../../pipeline/sink/worker/work.ts";
import { PartitionSink } from "../../pipeline/sink/partition.ts";
import { FakePartition, readingOf } from "./fake_partition.ts";
import { rawStage } from "./silver_stage.ts";

export const OWNER = { groupId: "g", clusterId: "c", topic: "raw", tables: ["silver", "rejected"] };

/** A partition with some hours of readings of two stations, one after the other; each 10th hour is rejected. */
export function twoStations(hours: number): FakePartition {
  const broker = new FakePartition();
  for (let hour = 0; hour < hours; hour++) {
    for (const station of ["b", "a"]) broker.add(readingOf(hour, station), station);
  }
  return broker;
}

/** Consumes what is not committed yet, up to `to`, as one owner that then ends. */
export async function feed(broker: FakePartition, lakeDir: string, rows: number, to = Infinity): Promise<void> {
  const resumed = Promise.withResolvers<number>();
  const failures: unknown[] = [];
  const sink = new PartitionSink({
    home: { lakeDir, topic: "raw", partition: 0, owner: OWNER },
    broker,
    stage: rawStage(),
    work: rotationWork,
    limits: { rows, bytes: Infinity, ageMs: Infinity },
    clock: systemClock,
    endOffset: Infinity,
    onResume: resumed.resolve,
    onDropped: () => {},
    onCommit: () => {},
    onFailure(error) {
      failures.push(error);
      resumed.reject(error);
    },
    log: () => {},
  });
  try {
    await sink.take(broker.messages.slice(await resumed.promise, to));
    await sink.finish();
    if (failures.length > 0) throw failures[0];
  } finally {
    await sink.retire();
  }
}

/** Compacts as far as the partition's group has committed. */
export function compact(
  broker: FakePartition,
  lakeDir: string,
  change: Partial<CompactOptions> = {},
): Promise<Compaction> {
  const committed = new Map([[0, broker.committed ?? 0]]);
  return compactLake({ lakeDir, owner: OWNER, committed, idle: true, ...change });
}
