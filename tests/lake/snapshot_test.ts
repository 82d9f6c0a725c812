import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import {
  type CompactStep,
  cutCompacted,
  digestLake,
  exportSilver,
  listLake,
  partsOf,
  readLake,
  type Snapshot,
  withLake,
} from "../../pipeline/lake/mod.ts";
import pl from "nodejs-polars";
import { readQuality, traceRows } from "../../pipeline/quality/mod.ts";
import { compact, feed, twoStations } from "../support/feed.ts";
import { usingFolder } from "../support/lake.ts";

/** Offsets of the rows of a snapshot, by table, each as often as it is there. */
function offsetsOf(lakeDir: string, snapshot: Snapshot): { silver: number[]; rejected: number[] } {
  const of = (table: "silver" | "rejected") =>
    partsOf(lakeDir, snapshot, table)((rows) => rows.select(pl.col("kafka_offset").cast(pl.Float64)))
      .map((row) => Number(row.kafka_offset)).sort((a, b) => a - b);
  return { silver: of("silver"), rejected: of("rejected") };
}

const read = (lakeDir: string) => readLake(lakeDir, (snapshot) => Promise.resolve(offsetsOf(lakeDir, snapshot)));

async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...(await filesIn(`${folder}/${name}`)).map((path) => `${name}/${path}`));
    else found.push(name);
  }
  return found.sort();
}

const STEPS: CompactStep[] = ["stage", "flush", "journal", "rename", "folded", "remove", "flush folders", "finish"];
const dieAt = (step: CompactStep, nth = 1) => {
  let times = 0;
  return (now: CompactStep) => {
    if (now === step && ++times === nth) throw new PipelineError("internal", "died");
  };
};

for (const step of STEPS) {
  Deno.test(`readLake() reads each row once, and writes nothing, after a compaction killed before "${step}"`, () =>
    usingFolder(async (lakeDir) => {
      const broker = twoStations(60);
      await feed(broker, lakeDir, 9);
      const expected = await read(lakeDir);
      assert.equal(expected.silver.length + expected.rejected.length, 120);
      await assert.rejects(compact(broker, lakeDir, { onStep: dieAt(step, step === "remove" ? 2 : 1) }), /died/);
      const before = await filesIn(lakeDir);
      assert.deepEqual(await read(lakeDir), expected);
      assert.deepEqual(await filesIn(lakeDir), before);
    }));

  Deno.test(`readLake() sees what a cut leaves, or all, after it was killed before "${step}"`, () =>
    usingFolder(async (lakeDir) => {
      const broker = twoStations(40);
      await feed(broker, lakeDir, 7);
      await compact(broker, lakeDir);
      const { compacted } = await listLake(lakeDir);
      await assert.rejects(cutCompacted(lakeDir, compacted, () => 21, dieAt(step)), /died/);
      const seen = await read(lakeDir);
      await withLake(lakeDir, () => Promise.resolve()); // ends what was left half-done
      assert.deepEqual(seen, await read(lakeDir));
    }));
}

/** Writes a copy of a part as a fenced owner of a lower epoch would that renamed it late. */
async function copyOvertaken(lakeDir: string): Promise<void> {
  for (const { path, epoch } of (await listLake(lakeDir)).parts) {
    assert.equal(epoch, 1);
    await Deno.rename(`${lakeDir}/${path}`, `${lakeDir}/${path.replace(/-1\.parquet$/, "-2.parquet")}`);
    await Deno.copyFile(`${lakeDir}/${path.replace(/-1\.parquet$/, "-2.parquet")}`, `${lakeDir}/${path}`);
  }
}

Deno.test("readLake() leaves parts out that a newer owner wrote, too, and does not remove them", () =>
  usingFolder(async (lakeDir) => {
    await feed(twoStations(30), lakeDir, 9);
    const expected = await read(lakeDir);
    await copyOvertaken(lakeDir);
    const before = await filesIn(lakeDir);
    assert.deepEqual(await read(lakeDir), expected);
    assert.deepEqual(await filesIn(lakeDir), before);
    assert.equal((await readQuality(lakeDir)).rows, expected.silver.length);
  }));

Deno.test("readLake() leaves rows of a compacted file out that a newer owner wrote, too", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(20);
    await feed(broker, lakeDir, 9);
    const expected = await read(lakeDir);
    await usingFolder(async (copy) => {
      await copyOvertaken(lakeDir);
      for (const path of await filesIn(lakeDir)) {
        if (!path.endsWith("-2.parquet")) continue;
        await Deno.mkdir(`${copy}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
        await Deno.rename(`${lakeDir}/${path}`, `${copy}/${path}`);
      }
      await compact(broker, lakeDir);
      for (const path of await filesIn(copy)) {
        if (path.startsWith("silver/")) await Deno.rename(`${copy}/${path}`, `${lakeDir}/${path}`);
      }
    });
    assert.ok((await listLake(lakeDir)).compacted.length > 0);
    assert.deepEqual((await read(lakeDir)).silver, expected.silver);
    await assert.rejects(digestLake(lakeDir), { code: "lake_mismatch", message: /not compacted/ });
  }));

Deno.test("readLake() reads again where a compaction changed files meanwhile, and not where parts only came", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(40);
    await feed(broker, lakeDir, 9, 30);
    let calls = 0;
    const rows = await readLake(lakeDir, async (snapshot) => {
      if (++calls === 1) await compact(broker, lakeDir);
      return offsetsOf(lakeDir, snapshot).silver.length;
    });
    assert.deepEqual([calls, rows], [2, 28]);
    calls = 0;
    await readLake(lakeDir, async () => {
      if (++calls === 1) await feed(broker, lakeDir, 9);
    });
    assert.equal(calls, 1);
  }));

Deno.test("readLake() gives up where files change again and again", () =>
  usingFolder(async (lakeDir) => {
    await feed(twoStations(40), lakeDir, 3);
    const removeOne = async ({ parts }: Snapshot) => await Deno.remove(`${lakeDir}/${parts[0]!.path}`);
    await assert.rejects(readLake(lakeDir, removeOne), { code: "lake_busy" });
  }));

// A lake of a disk that cannot be written: made while there was permission, read without.
const readOnlyLake = await Deno.makeTempDir({ prefix: "lake-" }),
  exportDir = await Deno.makeTempDir({ prefix: "export-" });
await feed(twoStations(40), readOnlyLake, 9);
const readOnly: Deno.PermissionOptions = {
  read: true,
  write: [exportDir],
  ffi: "inherit",
  env: true,
  sys: true,
  net: false,
  run: false,
};

Deno.test({
  name: "a lake without permission to write is counted, traced, digested and exported",
  permissions: readOnly,
  async fn() {
    await assert.rejects(Deno.writeTextFile(`${readOnlyLake}/x`, ""));
    assert.equal((await readQuality(readOnlyLake)).rows, 72);
    assert.equal((await traceRows(readOnlyLake, { outcome: "rejected", limit: 3 })).total, 8);
    await assert.rejects(digestLake(readOnlyLake), { code: "lake_mismatch" });
    const path = `${exportDir}/silver.csv`;
    assert.equal((await exportSilver({ lakeDir: readOnlyLake, path, format: "csv" })).rows, 72);
  },
});

Deno.test("the lake without permission to write is as it was", async () => {
  assert.ok(!(await filesIn(readOnlyLake)).some((path) => path.includes("lock") && path !== "_lake.lock"));
  for (const folder of [readOnlyLake, exportDir]) await Deno.remove(folder, { recursive: true });
});
