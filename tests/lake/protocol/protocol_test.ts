import assert from "node:assert/strict";
import { DeltaLog } from "../../../pipeline/lake/delta/mod.ts";
import { claimEpoch } from "../../../pipeline/lake/protocol/claim.ts";
import { ensureTables } from "../../../pipeline/lake/protocol/create.ts";
import { formatManifest, type Manifest, manifestKey } from "../../../pipeline/lake/protocol/manifest.ts";
import { appIdOf, publish, reachOf } from "../../../pipeline/lake/protocol/publish.ts";
import { NO_MANIFEST } from "../../../pipeline/lake/protocol/rows_before.ts";
import { settle } from "../../../pipeline/lake/protocol/settle.ts";
import { originOf } from "../../../pipeline/lake/protocol/stats.ts";
import type { TableDescription } from "../../../pipeline/lake/protocol/table.ts";
import type { Store } from "../../../pipeline/lake/store/mod.ts";
import { type Random, seededRandom } from "../../../pipeline/stats/mod.ts";
import { memoryStore } from "./memory_store.ts";
import { Death, Scheduler } from "./scheduler.ts";

// The protocol of ../shared's model, run on the real steps: owners of one partition that stall, wake up as zombies or die at any step, an
// owner of another partition, and a compactor, all on one store. The law, after every step: what the logs list begins at 0, has no hole and
// no overlap, and ends at or before the committed offset.

const TABLES: readonly TableDescription[] = ["silver", "rejected"].map((name) => ({
  name,
  partitionColumn: "date",
  columns: { kafka_partition: "integer", kafka_offset: "long" },
  compactedOrder: ["kafka_partition", "kafka_offset"],
}));
const WRITER = { groupId: "g", clusterId: "c", topic: "raw" };
const END = 6;
const MAX_IDLE = 60;

type Break =
  | "publish before the commit"
  | "ignore the metadata"
  | "put blindly"
  | "repeat a conditional put blindly"
  | "read the offset before fencing";

/** A partition with Kafka's rules of fencing: only the newest transactor commits. */
class Partition {
  fence = 0;
  committed: number | null = null;
  metadata = "";
  commit(fence: number, nextOffset?: number, metadata = ""): void {
    if (fence !== this.fence) throw new Fenced();
    if (nextOffset !== undefined) [this.committed, this.metadata] = [nextOffset, metadata];
  }
}
class Fenced extends Error {}

interface World {
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly partitions: Partition[];
  readonly broken: Break | null;
}

function storeOf({ files, scheduler, random, broken }: World, actor: string): Store {
  const store = memoryStore(files, (step) => scheduler.gate(actor, step));
  const blindly = async (key: string, bytes: Uint8Array<ArrayBuffer>) => (await store.put(key, bytes), true);
  const isLog = (key: string) => key.includes("_delta_log");
  return {
    ...store,
    async putIfAbsent(key, bytes) {
      if (broken === "put blindly" && isLog(key)) return await blindly(key, bytes);
      // A request that was lost on its way, and sent again by a client that has forgotten the condition.
      if (broken === "repeat a conditional put blindly" && isLog(key) && random.uniform() < 0.2) {
        return !files.has(key) && await blindly(key, bytes);
      }
      return await store.putIfAbsent(key, bytes);
    },
  };
}

/** One owner: takes the partition over, and rotates until the topic's end. */
async function own(world: World, actor: string, partition: number): Promise<void> {
  const { broken, random } = world, kafka = world.partitions[partition]!;
  const store = storeOf(world, actor);
  const logs = new Map(TABLES.map(({ name }) => [name, new DeltaLog(store, name)]));
  const logOf = (table: string) => logs.get(table)!;
  const step = (name: string) => world.scheduler.gate(actor, name);
  try {
    // Owners that all came at once would fence each other before any of them has written.
    for (let idle = Math.floor(random.uniform() * MAX_IDLE); idle > 0; idle--) await step("idle");
    let early: [number | null, string] | null = null;
    if (broken === "read the offset before fencing") {
      await step("read offset");
      early = [kafka.committed, kafka.metadata];
    }
    await step("fence");
    const fence = ++kafka.fence;
    await ensureTables(logOf, TABLES, WRITER);
    const epoch = await claimEpoch(store, WRITER.topic, partition);
    await step("confirm");
    kafka.commit(fence);
    await step("read offset");
    const [committed, metadata] = early ?? [kafka.committed, kafka.metadata];
    const { groupId, topic } = WRITER;
    const known = broken === "ignore the metadata" && metadata !== "" ? NO_MANIFEST : metadata;
    const confirm = async () => {
      await step("confirm");
      kafka.commit(fence);
    };
    await settle(store, TABLES, logOf, { groupId, topic, partition, epoch, committed, metadata: known, confirm });
    for (let offset = committed ?? 0; offset < END;) {
      const nextOffset = Math.min(END, offset + 1 + Math.floor(random.uniform() * 3));
      const manifest = await write(store, logOf, { partition, epoch, offset, nextOffset });
      const key = manifestKey(manifest);
      if (broken === "publish before the commit") await publish(logOf, groupId, manifest);
      await step("commit");
      kafka.commit(fence, nextOffset, key);
      await publish(logOf, groupId, manifest);
      offset = nextOffset;
    }
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (!(error instanceof Fenced) && code !== "fenced") throw error;
  }
}

/** Some offsets go to one table, some to the other, as verdicts fall. */
async function write(
  store: Store,
  logOf: (table: string) => DeltaLog,
  { partition, epoch, offset, nextOffset }: { partition: number; epoch: number; offset: number; nextOffset: number },
): Promise<Manifest> {
  const appId = appIdOf(WRITER.groupId, WRITER.topic, partition);
  const offsets = Array.from({ length: nextOffset - offset }, (_, index) => offset + index);
  const verdict = (each: number) => TABLES[(each * 7 + partition) % 3 === 0 ? 1 : 0]!.name; // the same for each owner
  const tables: Manifest["tables"] = [];
  for (const { name } of TABLES) {
    const rows = offsets.filter((each) => verdict(each) === name);
    if (rows.length === 0) continue;
    const path = `date=2004-03-10/raw-${partition}-${rows[0]}-${rows.at(-1)}-${epoch}.parquet`;
    await store.put(`${name}/${path}`, new Uint8Array([1]));
    const bounds = (row: number) => ({ kafka_partition: partition, kafka_offset: row });
    const stats = JSON.stringify({
      numRecords: rows.length,
      minValues: bounds(rows[0]!),
      maxValues: bounds(rows.at(-1)!),
      rows,
    });
    const after = reachOf(await logOf(name).snapshot(), appId);
    tables.push({ table: name, after, files: [{ path, partitionValue: "2004-03-10", sizeBytes: 1, stats }] });
  }
  const manifest = { topic: WRITER.topic, partition, epoch, firstOffset: offset, nextOffset, tables };
  await store.put(manifestKey(manifest), formatManifest(manifest));
  return manifest;
}

/** Folds all files of a table into one, as the real one does; the rows are those of the statistics. */
async function compactor(world: World): Promise<void> {
  const store = storeOf(world, "compactor");
  for (const { name } of [...TABLES, ...TABLES]) {
    const log = new DeltaLog(store, name);
    const { files } = await log.snapshot();
    if (files.size < 2) continue;
    const old = [...files.values()];
    const rows = old.flatMap(({ stats }) => pairsOf(stats!));
    const path = `date=2004-03-10/compacted-${rows.join("_")}.parquet`;
    await store.put(`${name}/${path}`, new Uint8Array([1]));
    const stats = JSON.stringify({ pairs: rows });
    await log.commit("compact", (snapshot) => {
      if (!old.every((file) => snapshot.files.has(file.path))) return null;
      return [
        ...old.map((file) => ({ remove: { path: file.path, dataChange: false } })),
        { add: { path, partitionValues: { date: "x" }, size: 1, modificationTime: 0, dataChange: false, stats } },
      ];
    });
  }
}

/** Partition and offset of each row. */
function pairsOf(stats: string): [number, number][] {
  const { pairs, rows } = JSON.parse(stats);
  return pairs ?? rows.map((row: number) => [originOf(stats)!.partitions[0], row]);
}

/** The rows of a partition that the logs list now, read as a stranger would: from the files alone. */
function listed(files: World["files"], partition: number): number[] {
  const rows: number[] = [];
  for (const { name } of TABLES) {
    const adds = new Map<string, string>();
    for (let version = 0;; version++) {
      const commit = files.get(`${name}/_delta_log/${String(version).padStart(20, "0")}.json`);
      if (commit === undefined) break;
      for (const line of new TextDecoder().decode(commit).trim().split("\n")) {
        const action = JSON.parse(line);
        if (action.add) adds.set(action.add.path, action.add.stats);
        if (action.remove) adds.delete(action.remove.path);
      }
    }
    for (const stats of adds.values()) {
      rows.push(...pairsOf(stats).filter(([each]) => each === partition).map(([, row]) => row));
    }
  }
  return rows.sort((a, b) => a - b);
}

/** One run; what breaks the law, or null. */
async function run(seed: number, broken: Break | null): Promise<string | null> {
  const random = seededRandom(seed);
  const scheduler = new Scheduler(() => random.uniform(), 0.02, ["last 0", "last 1"]);
  const world: World = { files: new Map(), scheduler, random, partitions: [new Partition(), new Partition()], broken };
  let wrong: string | null = null;
  const check = (step: string) => {
    if (!/_delta_log|^commit/.test(step)) return; // nothing else changes what counts
    // Between the commits of two tables a partition's rows may be behind, never ahead and never twice.
    for (const [partition, { committed }] of world.partitions.entries()) {
      const rows = listed(world.files, partition);
      if (new Set(rows).size < rows.length) wrong ??= `doubled in ${partition}: ${rows}`;
      if (rows.some((row) => row >= (committed ?? 0))) wrong ??= `uncommitted in ${partition}: ${rows} of ${committed}`;
    }
  };
  try {
    for (const owner of ["a", "b", "c"]) scheduler.start(owner, () => own(world, owner, 0));
    scheduler.start("other", () => own(world, "other", 1));
    scheduler.start("compactor", () => compactor(world));
    await scheduler.run(check);
    for (const partition of [0, 1]) {
      scheduler.start(`last ${partition}`, () => own(world, `last ${partition}`, partition));
    }
    await scheduler.run(check);
  } catch (error) {
    if (error instanceof Death) throw error;
    wrong ??= `ended: ${error}`;
  }
  for (const partition of [0, 1]) {
    const rows = listed(world.files, partition);
    if (`${rows}` !== "0,1,2,3,4,5") wrong ??= `left in ${partition}: ${rows}`;
  }
  return wrong === null ? null : `seed ${seed}: ${wrong}\n${scheduler.trace.slice(-40).join("\n")}`;
}

Deno.test("each row is in the tables once and never before its commit, whoever stalls, dies or wakes up", async () => {
  for (let seed = 0; seed < 150; seed++) assert.equal(await run(seed, null), null);
});

const BREAKS: Break[] = [
  "publish before the commit",
  "ignore the metadata",
  "put blindly",
  "repeat a conditional put blindly",
  "read the offset before fencing",
];

Deno.test("claimEpoch() gives each of many claimants an epoch of its own, in the order of their claims", async () => {
  const store = memoryStore(new Map());
  const epochs = await Promise.all(Array.from({ length: 12 }, () => claimEpoch(store, "raw", 0)));
  assert.deepEqual(epochs.sort((a, b) => a - b), Array.from({ length: 12 }, (_, index) => index + 1));
  assert.equal(await claimEpoch(store, "raw", 0), 13);
  assert.equal(await claimEpoch(store, "raw", 1), 1);
});

Deno.test("publish() adds nothing when a successor has published the manifest and its files were compacted since", async () => {
  const files = new Map(), store = memoryStore(files);
  const logs = new Map(TABLES.map(({ name }) => [name, new DeltaLog(store, name)])),
    logOf = (name: string) => logs.get(name)!;
  await ensureTables(logOf, TABLES, WRITER);
  const stalled = await write(store, logOf, { partition: 0, epoch: 1, offset: 0, nextOffset: 3 });
  const confirm = () => Promise.resolve();
  const taking = { ...WRITER, partition: 0, epoch: 2, committed: 3, metadata: manifestKey(stalled), confirm };
  await settle(store, TABLES, logOf, taking);
  await publish(logOf, "g", await write(store, logOf, { partition: 0, epoch: 2, offset: 3, nextOffset: 6 }));
  const random = seededRandom(1), scheduler = new Scheduler(() => random.uniform(), 0);
  const world = { files, scheduler, random, partitions: [], broken: null };
  scheduler.start("compactor", () => compactor(world));
  await scheduler.run(() => {});
  await publish(logOf, "g", stalled);
  assert.deepEqual(listed(files, 0), [0, 1, 2, 3, 4, 5]);
});

for (const broken of BREAKS) {
  Deno.test(`a protocol that would ${broken} is caught`, async () => {
    for (let seed = 0; seed < 1_000; seed++) if (await run(seed, broken) !== null) return;
    assert.fail(`1,000 runs found nothing wrong`);
  });
}
