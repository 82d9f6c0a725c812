import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { readLake } from "../../pipeline/lake/mod.ts";
import { FakePartition, readingOf } from "../support/fake_partition.ts";
import { compact, feed } from "../support/feed.ts";
import { usingFolder } from "../support/lake.ts";

/** 400 hours of two stations with all that is noted over time: stuck, jumping, missing, calibrated, and late. */
function partition(): FakePartition {
  const broker = new FakePartition();
  for (let hour = 0; hour < 400; hour++) {
    for (const station of ["a", "b"]) {
      const calibrated = hour % 24 === 3;
      const reading = {
        ...readingOf(hour % 50 === 49 ? hour - 30.5 : hour, station),
        co_gt: calibrated ? -200 : hour / 10,
        no2_gt: 100 + hour,
        t: hour % 60 === 30 ? 55 : hour % 20 < 8 ? 20 : hour % 13,
        ...hour % 90 > 85 ? { t: -200 } : { rh: hour % 31, ah: hour % 7, pt08_s1_co: 900 + hour % 3 },
      };
      broker.add(reading, station);
    }
  }
  return broker;
}

async function notesOf(lakeDir: string): Promise<Map<number, string | null>> {
  const notes = new Map<number, string | null>();
  const paths = await readLake(lakeDir, ["silver"], ({ files }) => files("silver").map(({ localPath }) => localPath));
  for (const path of paths) {
    const frame = pl.readParquet(path);
    const offsets = frame.getColumn("kafka_offset").cast(pl.Float64).toArray() as number[];
    const each = frame.getColumn("validation_notes").toArray() as (string | null)[];
    offsets.forEach((offset, index) => notes.set(offset, each[index]!));
  }
  return new Map([...notes].sort(([a], [b]) => a - b));
}

Deno.test("the notes are the same whatever the batches, the restarts and the compactions between", async () => {
  let once = new Map<number, string | null>();
  await usingFolder(async (lakeDir) => {
    await feed(partition(), lakeDir, Infinity);
    once = await notesOf(lakeDir);
  });
  const codes = new Set(
    [...once.values()].flatMap((notes) => notes?.split(";").map((note) => note.split(":")[0]) ?? []),
  );
  assert.deepEqual([...codes].sort(), ["calibration_hour", "dead_channel", "flatline", "joint_outage", "step"]);
  assert.ok(once.size > 600);
  for (const [rows, stops] of [[7, []], [50, [1, 2, 333, 700]], [1_000, [77, 401, 640]]] as const) {
    await usingFolder(async (lakeDir) => {
      const broker = partition();
      for (const stop of stops) {
        await feed(broker, lakeDir, rows, stop);
        await compact(lakeDir);
      }
      await feed(broker, lakeDir, rows);
      assert.deepEqual(await notesOf(lakeDir), once, `${rows} rows, stops at ${stops}`);
    });
  }
});
