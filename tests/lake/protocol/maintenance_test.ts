import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { PipelineError } from "../../../pipeline/common/mod.ts";
import { DeltaLog } from "../../../pipeline/lake/delta/mod.ts";
import { claimEpoch } from "../../../pipeline/lake/protocol/claim.ts";
import { compact } from "../../../pipeline/lake/protocol/compact.ts";
import { ensureTables } from "../../../pipeline/lake/protocol/create.ts";
import { formatManifest, type Manifest, manifestKey } from "../../../pipeline/lake/protocol/manifest.ts";
import { publish } from "../../../pipeline/lake/protocol/publish.ts";
import { readRows } from "../../../pipeline/lake/protocol/rows.ts";
import { NO_MANIFEST } from "../../../pipeline/lake/protocol/rows_before.ts";
import { settle } from "../../../pipeline/lake/protocol/settle.ts";
import { statsOf } from "../../../pipeline/lake/protocol/stats.ts";
import type { TableDescription } from "../../../pipeline/lake/protocol/table.ts";
import { vacuum } from "../../../pipeline/lake/protocol/vacuum.ts";
import type { Store } from "../../../pipeline/lake/store/mod.ts";
import { memoryStore } from "./memory_store.ts";

const TABLE: TableDescription = {
  name: "silver",
  partitionColumn: "date",
  columns: { ts: "timestamp", station_id: "string", no2: "double", kafka_partition: "integer", kafka_offset: "long" },
  compactedOrder: ["station_id", "ts", "kafka_partition", "kafka_offset"],
};
const WRITER = { groupId: "g", clusterId: "c", topic: "raw" };
const HOUR = 3_600_000;

interface Lake {
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly store: Store;
  readonly log: DeltaLog;
  readonly logOf: () => DeltaLog;
}

async function makeLake(): Promise<Lake> {
  const files = new Map(), store = memoryStore(files), log = new DeltaLog(store, TABLE.name), logOf = () => log;
  await ensureTables(logOf, [TABLE], WRITER);
  return { files, store, log, logOf };
}

const timeOf = (partition: number, offset: number) => Date.UTC(2004, 2, 10, 20 + offset) + partition * 60_000;
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Rows of one rotation of a partition, a file a date, published. */
async function rotate(
  { store, logOf, log }: Lake,
  partition: number,
  firstOffset: number,
  nextOffset: number,
  epoch = 1,
): Promise<Manifest> {
  const offsets = Array.from({ length: nextOffset - firstOffset }, (_, index) => firstOffset + index);
  const files = [];
  for (const [date, own] of Map.groupBy(offsets, (offset) => dateOf(timeOf(partition, offset)))) {
    const numbers = {
      ts: Float64Array.from(own, (offset) => timeOf(partition, offset)),
      no2: Float64Array.from(own, (offset) => offset % 3 === 0 ? NaN : offset * 1.5),
      kafka_partition: Float64Array.from(own, () => partition),
      kafka_offset: Float64Array.from(own),
    };
    const frame = pl.DataFrame([
      pl.Series("ts", numbers.ts),
      pl.Series("station_id", own.map(() => `s${partition}`)),
      pl.Series("no2", numbers.no2),
      pl.Series("kafka_partition", numbers.kafka_partition),
      pl.Series("kafka_offset", numbers.kafka_offset),
    ]).select(
      pl.col("ts").mul(pl.lit(1000)).cast(pl.Int64).cast(pl.Datetime("us", "UTC")),
      pl.col("station_id"),
      pl.col("no2").fillNan(pl.lit(null)),
      pl.col("kafka_partition").cast(pl.Int32),
      pl.col("kafka_offset").cast(pl.Int64),
    );
    const path = `date=${date}/raw-${partition}-${own[0]}-${own.at(-1)}-${epoch}.parquet`;
    const bytes = new Uint8Array(frame.writeParquet({ compression: "snappy" }) as unknown as Buffer<ArrayBuffer>);
    await store.put(`silver/${path}`, bytes);
    const stats = statsOf({
      ts: { type: "time", numbers: numbers.ts },
      no2: { type: "float64", numbers: numbers.no2 },
      kafka_partition: { type: "int32", numbers: numbers.kafka_partition },
      kafka_offset: { type: "int64", numbers: numbers.kafka_offset },
    }, Uint32Array.from(own, (_, row) => row));
    files.push({ path, partitionValue: date, sizeBytes: bytes.length, stats });
  }
  const after = (await log.snapshot()).txns.get(`g/raw-${partition}`) ?? 0;
  const manifest = {
    topic: "raw",
    partition,
    epoch,
    firstOffset,
    nextOffset,
    tables: [{ table: "silver", after, files }],
  };
  await store.put(manifestKey(manifest), formatManifest(manifest));
  await publish(logOf, "g", manifest);
  return manifest;
}

/** Each listed row as `partition:offset@time=no2`, in order. */
async function rowsOf({ store, log }: Lake): Promise<string[]> {
  const rows: string[] = [];
  for (const file of (await log.snapshot()).files.values()) {
    const frame = await readRows(store, TABLE, file);
    for (const { kafka_partition, kafka_offset, ts, no2 } of frame.toRecords()) {
      assert.equal(file.partitionValues.date, dateOf(Number(ts)));
      rows.push(`${kafka_partition}:${String(kafka_offset).padStart(2, "0")}@${Number(ts)}=${no2}`);
    }
  }
  return rows.sort();
}

const offsetsOf = (rows: string[], partition: number) =>
  rows.filter((row) => row.startsWith(`${partition}:`)).map((row) => Number(row.slice(2, 4)));

Deno.test("compact() leaves one file a closed date with the same rows, and the same bytes whatever the rotations were", async () => {
  const bytesBy: string[][] = [];
  for (const edges of [[0, 2, 9, 12], [0, 5, 6, 7, 12]]) {
    const lake = await makeLake();
    for (let edge = 1; edge < edges.length; edge++) {
      for (const partition of [0, 1]) await rotate(lake, partition, edges[edge - 1]!, edges[edge]!);
    }
    const before = await rowsOf(lake);
    await compact(lake.store, lake.log, TABLE, () => true);
    assert.deepEqual(await rowsOf(lake), before);
    const { files } = await lake.log.snapshot(), paths = [...files.keys()].sort();
    assert.equal(paths.length, 2);
    // By these, engines skip files.
    for (const { partitionValues, stats } of files.values()) {
      const { minValues, maxValues } = JSON.parse(stats!);
      assert.deepEqual([minValues.ts.slice(0, 10), maxValues.ts.slice(0, 10)], [
        partitionValues.date,
        partitionValues.date,
      ]);
    }
    bytesBy.push(paths.map((path) => `${path} ${lake.files.get(`silver/${path}`)!.toHex()}`));
    assert.deepEqual((await compact(lake.store, lake.log, TABLE, () => true)).values, []);
  }
  assert.deepEqual(bytesBy[0], bytesBy[1]);
});

Deno.test("compact() leaves the newest date as it is while it is open", async () => {
  const lake = await makeLake();
  await rotate(lake, 0, 0, 6);
  await rotate(lake, 0, 6, 12);
  await compact(lake.store, lake.log, TABLE, (date, newest) => date < newest);
  const names = [...(await lake.log.snapshot()).files.keys()].map((path) => path.replace(/-[0-9a-f]{16}/, ""));
  assert.deepEqual(names.sort(), [
    "date=2004-03-10/compacted.parquet",
    "date=2004-03-11/raw-0-4-5-1.parquet",
    "date=2004-03-11/raw-0-6-11-1.parquet",
  ]);
});

Deno.test("compact() by two at once, while rows come, loses and doubles none", async () => {
  const lake = await makeLake();
  for (let offset = 0; offset < 12; offset += 3) await rotate(lake, 0, offset, offset + 3);
  const other = new DeltaLog(lake.store, "silver");
  await Promise.all([
    compact(lake.store, lake.log, TABLE, () => true),
    compact(lake.store, other, TABLE, () => true),
    rotate({ ...lake, log: other, logOf: () => other }, 1, 0, 12),
  ]);
  const rows = await rowsOf(lake);
  for (const partition of [0, 1]) assert.deepEqual(offsetsOf(rows, partition), Array.from({ length: 12 }, (_, i) => i));
});

const settling = (committed: number | null, metadata: string, epoch = 2) => ({
  groupId: "g",
  topic: "raw",
  partition: 0,
  epoch,
  committed,
  metadata,
  confirm: () => Promise.resolve(),
});

for (const compacted of [false, true]) {
  for (
    const [committed, where] of [[0, "the start"], [3, "the middle of a file"], [6, "the edge of a file"]] as const
  ) {
    const kind = compacted ? "compacted files" : "parts";
    Deno.test(`settle() takes out the rows behind an offset that was moved back to ${where} of ${kind}`, async () => {
      const lake = await makeLake();
      for (const partition of [0, 1]) for (const first of [0, 6]) await rotate(lake, partition, first, first + 6);
      if (compacted) await compact(lake.store, lake.log, TABLE, () => true);
      const before = await rowsOf(lake);
      assert.equal(await settle(lake.store, [TABLE], lake.logOf, settling(committed, "")), 12);
      const kept = before.filter((row) => row.startsWith("1:") || Number(row.slice(2, 4)) < committed);
      assert.deepEqual(await rowsOf(lake), kept);
      await rotate(lake, 0, committed, 12, 2);
      assert.deepEqual(await rowsOf(lake), before);
    });
  }
}

Deno.test("publish() refuses a fenced owner's manifest from before the partition was moved back", async () => {
  const lake = await makeLake();
  await rotate(lake, 0, 0, 6);
  const late = await rotate(await makeLake(), 0, 0, 6); // written, not published here
  await settle(lake.store, [TABLE], lake.logOf, settling(0, ""));
  await assert.rejects(publish(lake.logOf, "g", late), { code: "fenced" });
  assert.deepEqual(await rowsOf(lake), []);
});

Deno.test("rewind() and publish() refuse an owner that stood still while a newer one went on", async () => {
  const lake = await makeLake();
  await rotate(lake, 0, 0, 6);
  await rotate(lake, 0, 6, 12, 3);
  const before = await rowsOf(lake);
  const fenced = () => Promise.reject(new PipelineError("fenced", "Cannot commit"));
  await assert.rejects(settle(lake.store, [TABLE], lake.logOf, settling(6, "", 2)), { code: "fenced" });
  const stale = { ...settling(null, "", 2), confirm: fenced };
  await assert.rejects(settle(lake.store, [TABLE], lake.logOf, stale), { code: "fenced" });
  assert.deepEqual(await rowsOf(lake), before);
});

Deno.test("compact() names what is damaged, leaves it as it is, and replaces the rest", async () => {
  const lake = await makeLake();
  await rotate(lake, 0, 0, 12);
  const [broken] = [...(await lake.log.snapshot()).files.keys()].sort() as [string];
  lake.files.set(`silver/${broken}`, new Uint8Array([1, 2, 3]));
  const { values, damaged } = await compact(lake.store, lake.log, TABLE, () => true);
  assert.deepEqual(values, ["2004-03-11"]);
  assert.equal(damaged.length, 1);
  assert.match(damaged[0]!, /date=2004-03-10/);
  assert.ok((await lake.log.snapshot()).files.has(broken));
});

Deno.test("settle() refuses a lake that lacks rows before the offset", async () => {
  const lake = await makeLake(), copy = await makeLake();
  await rotate(lake, 0, 0, 6);
  await rotate(copy, 0, 0, 6);
  await rotate(lake, 0, 6, 9);
  const last = await rotate(lake, 0, 9, 12);
  const restored = settle(copy.store, [TABLE], copy.logOf, settling(12, manifestKey(last)));
  await assert.rejects(restored, { code: "lake_mismatch", message: /no file/ });
  await copy.store.put(manifestKey(last), formatManifest(last)); // the copy has the newest manifest, and not the rows between
  const holed = settle(copy.store, [TABLE], copy.logOf, settling(12, manifestKey(last)));
  await assert.rejects(holed, { code: "lake_mismatch", message: /reach offset 9, got 6/ });
  const reset = settle(copy.store, [TABLE], copy.logOf, settling(12, ""));
  await assert.rejects(reset, { code: "lake_mismatch", message: /up to offset 5/ });
  const gone = settle(copy.store, [TABLE], copy.logOf, settling(null, ""));
  await assert.rejects(gone, { code: "topic_mismatch" });
  assert.equal(await settle(copy.store, [TABLE], copy.logOf, settling(6, "")), null);
});

Deno.test("settle() goes on without a manifest where none was written yet", async () => {
  const lake = await makeLake();
  assert.equal(await settle(lake.store, [TABLE], lake.logOf, settling(null, "")), null);
  assert.equal(await settle(lake.store, [TABLE], lake.logOf, settling(40, NO_MANIFEST)), null);
});

Deno.test("ensureTables() refuses a table of another group, cluster or topic", async () => {
  const { logOf } = await makeLake();
  for (const other of [{ groupId: "x" }, { clusterId: "x" }, { topic: "x" }]) {
    await assert.rejects(ensureTables(logOf, [TABLE], { ...WRITER, ...other }), { code: "lake_mismatch" });
  }
  await ensureTables(logOf, [TABLE], WRITER);
});

Deno.test("ensureTables() refuses a table that another program made, and leaves it as it is", async () => {
  const files = new Map<string, Uint8Array<ArrayBuffer>>(), store = memoryStore(files);
  const log = new DeltaLog(store, TABLE.name);
  const metaData = { id: "x", format: { provider: "parquet", options: {} }, schemaString: "{}" };
  await log.commit("WRITE", () => [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    { metaData: { ...metaData, partitionColumns: ["date"], configuration: {} } },
  ]);
  const before = [...files.keys()];
  await assert.rejects(ensureTables(() => log, [TABLE], WRITER), {
    code: "lake_mismatch",
    message: /expected a table of this project, got g/,
  });
  assert.deepEqual([...files.keys()], before);
});

Deno.test("vacuum() removes what no log lists, published manifests and former claims, but nothing young", async () => {
  const lake = await makeLake();
  await rotate(lake, 0, 0, 6);
  const last = await rotate(lake, 0, 6, 12);
  await compact(lake.store, lake.log, TABLE, () => true);
  await lake.store.put("silver/date=2004-03-10/.writing-x", new Uint8Array([1]));
  await lake.store.put("silver/date=2004-03-10/copy of x.parquet", new Uint8Array([1])); // somebody else's
  await lake.store.put("_manifests/raw-0-99-7.json", new Uint8Array([1])); // committed, perhaps, and not published yet
  for (const partition of [0, 0, 0, 1]) await claimEpoch(lake.store, "raw", partition);
  const rows = await rowsOf(lake), before = lake.files.size;
  assert.deepEqual(await vacuum(lake.store, [TABLE], lake.logOf, 0), { files: 0, bytes: 0 });
  assert.equal(lake.files.size, before);
  const { files } = await vacuum(lake.store, [TABLE], lake.logOf, HOUR);
  assert.equal(files, 7); // three parts, the unfinished file, the first manifest, two claims
  assert.equal(await claimEpoch(lake.store, "raw", 0), 4);
  assert.deepEqual(await rowsOf(lake), rows);
  assert.ok(lake.files.has(manifestKey(last)));
  assert.ok(lake.files.has("_manifests/raw-0-99-7.json"));
  assert.ok(lake.files.has("silver/date=2004-03-10/copy of x.parquet"));
});

Deno.test("vacuum() leaves parts that are committed and not published yet, however old they are", async () => {
  const lake = await makeLake(), dead = await makeLake();
  await rotate(lake, 0, 0, 6);
  await rotate(dead, 0, 0, 6);
  const committed = await rotate(dead, 0, 6, 12),
    parts = committed.tables[0]!.files.map(({ path }) => `silver/${path}`);
  // The owner stored these, committed, and died before it published them.
  for (const key of [manifestKey(committed), ...parts]) lake.files.set(key, dead.files.get(key)!);
  await vacuum(lake.store, [TABLE], lake.logOf, Infinity);
  await settle(lake.store, [TABLE], lake.logOf, settling(12, manifestKey(committed)));
  assert.deepEqual(await rowsOf(lake), await rowsOf(dead));
});

Deno.test("readRows() names a file that is missing, damaged, or has other rows", async () => {
  const lake = await makeLake();
  await rotate(lake, 0, 0, 3);
  await rotate(lake, 1, 0, 2);
  const [file, other] = [...(await lake.log.snapshot()).files.values()];
  const key = `silver/${file!.path}`;
  lake.files.set(key, lake.files.get(`silver/${other!.path}`)!);
  await assert.rejects(readRows(lake.store, TABLE, file!), { code: "lake_mismatch", message: /got 2 rows/ });
  lake.files.set(key, new Uint8Array([1, 2, 3]));
  await assert.rejects(readRows(lake.store, TABLE, file!), { code: "lake_mismatch" });
  lake.files.delete(key);
  await assert.rejects(readRows(lake.store, TABLE, file!), { code: "lake_mismatch", message: /got no file/ });
});
