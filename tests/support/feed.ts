import { systemClock } from "../../pipeline/common/mod.ts";
import {
  compact as compactTable,
  type Compaction,
  type LakeAt,
  openLake,
  SILVER,
  storeAt,
  TABLES,
  vacuum,
} from "../../pipeline/lake/mod.ts";
import { PartitionSink } from "../../pipeline/sink/partition.ts";
import { rotationWork } from "../../pipeline/sink/worker/work.ts";
import { FakePartition, readingOf } from "./fake_partition.ts";
import { WRITER } from "./lake_rows.ts";
import { rawStage } from "./silver_stage.ts";

/** A partition with some hours of readings of two stations, one after the other; each 10th hour is rejected. */
export function twoStations(hours: number): FakePartition {
  const broker = new FakePartition();
  for (let hour = 0; hour < hours; hour++) {
    for (const station of ["b", "a"]) broker.add(readingOf(hour, station), station);
  }
  return broker;
}

/**
 * Consumes what is not committed yet, up to `to`, as one owner that then ends.
 *
 * @param rows of a rotation
 */
export async function feed(broker: FakePartition, lakeAt: LakeAt, rows: number, to = Infinity): Promise<void> {
  const lake = openLake(storeAt(lakeAt));
  const resumed = Promise.withResolvers<number>();
  const failures: unknown[] = [];
  const sink = new PartitionSink({
    home: { lake, writer: { ...WRITER, topic: "raw" }, partition: 0 },
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

/** Compacts every date of silver, and removes what that replaces, where it was written before a time. */
export async function compact(lake: LakeAt, vacuumBeforeMs = Infinity): Promise<Compaction> {
  const { store, logOf } = openLake(storeAt(lake));
  const compaction = await compactTable(store, logOf(SILVER.name), SILVER, () => true);
  await vacuum(store, TABLES, logOf, vacuumBeforeMs);
  return compaction;
}
