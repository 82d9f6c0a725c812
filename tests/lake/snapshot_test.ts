import assert from "node:assert/strict";
import {
  digestLake,
  exportSilver,
  type LakeSnapshot,
  openFiles,
  readLake,
  readTableColumns,
  refuseOldLayout,
} from "../../pipeline/lake/mod.ts";
import { readQuality, traceRows } from "../../pipeline/quality/mod.ts";
import { compact, feed, twoStations } from "../support/feed.ts";
import { filesOf, rowsOf, usingFolder } from "../support/lake.ts";

/** The rows of a lake of so many hours of `twoStations`. */
const expected = (hours: number) =>
  Array.from({ length: 2 * hours }, (_, offset) => {
    const table = Math.floor(offset / 2) % 10 === 9 ? "rejected" : "silver";
    return `${table} 0:${String(offset).padStart(6, "0")}`;
  }).sort();

const keysOf = (lake: string) =>
  Array.fromAsync(openFiles(lake).list(""), ({ key, sizeBytes }) => `${key} ${sizeBytes}`);

const LOG = "silver/_delta_log", FIRST = `${LOG}/${"1".padStart(20, "0")}.json`;

Deno.test("readLake() gives each row that the logs list once, whatever else lies in the folder", () =>
  usingFolder(async (lake) => {
    await feed(twoStations(30), lake, 7);
    const [part] = await filesOf(lake, "silver");
    await Deno.copyFile(part!, part!.replace(/[^/]+$/, "raw-0-90-99-9.parquet"));
    await Deno.mkdir(`${lake}/silver/date=2030-01-01`);
    await Deno.writeTextFile(`${lake}/silver/date=2030-01-01/notes.parquet`, "no Parquet");
    assert.deepEqual(await rowsOf(lake), expected(30));
    assert.equal((await readTableColumns(lake, "silver", ["ts"])).rows, 54);
    assert.equal((await readQuality(lake)).rows, 54);
  }));

Deno.test("readLake() reads paths with every character that a glob would take for itself", () =>
  usingFolder(async (folder) => {
    const lake = `${folder}/a [b] *? {c,d}`;
    await feed(twoStations(3), lake, 7);
    assert.equal((await readTableColumns(lake, "silver", ["ts"])).rows, 6);
  }));

Deno.test("readLake() keeps to its snapshot while rows are added", () =>
  usingFolder(async (lake) => {
    const broker = twoStations(30);
    await feed(broker, lake, 9, 30);
    let calls = 0;
    const [before, after] = await readLake(lake, ["silver"], async (snapshot) => {
      if (++calls === 1) await feed(broker, lake, 9);
      return [snapshot.files("silver").length, (await filesOf(lake, "silver")).length] as const;
    });
    assert.equal(calls, 1);
    assert.ok(before < after);
  }));

Deno.test("readLake() begins again where files of its snapshot were replaced and removed meanwhile", () =>
  usingFolder(async (lake) => {
    await feed(twoStations(30), lake, 7);
    let calls = 0;
    const sizes = await readLake(lake, ["silver"], async ({ files }: LakeSnapshot) => {
      if (++calls === 1) await compact(lake);
      return await Promise.all(files("silver").map(async ({ localPath }) => (await Deno.stat(localPath)).size));
    });
    assert.equal(calls, 2);
    assert.equal(sizes.length, 2);
  }));

Deno.test("readLake() gives the error of its reader where the lake did not change", () =>
  usingFolder(async (lake) => {
    await feed(twoStations(3), lake, 7);
    let calls = 0;
    const failing = readLake(lake, ["silver"], () => {
      calls++;
      throw new RangeError("no");
    });
    await assert.rejects(failing, RangeError);
    assert.equal(calls, 1);
  }));

// A lake of a disk that cannot be written: made while there was permission, read without.
const readOnlyLake = await Deno.makeTempDir({ prefix: "lake-" }),
  exportDir = await Deno.makeTempDir({ prefix: "export-" });
await feed(twoStations(40), readOnlyLake, 9);
const keysOfReadOnly = await keysOf(readOnlyLake);
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
    assert.equal((await exportSilver({ lake: readOnlyLake, path, format: "csv" })).rows, 72);
  },
});

Deno.test("the lake without permission to write is as it was", async () => {
  assert.deepEqual(await keysOf(readOnlyLake), keysOfReadOnly);
  for (const folder of [readOnlyLake, exportDir]) await Deno.remove(folder, { recursive: true });
});

const BROKEN: [string, (lake: string) => Promise<unknown>, RegExp][] = [
  ["a commit that is cut off", async (lake) => {
    const text = await Deno.readTextFile(`${lake}/${FIRST}`);
    await Deno.writeTextFile(`${lake}/${FIRST}`, text.slice(0, -20));
  }, /0001\.json is damaged: line \d+ ends without a line break/],
  ["a commit that is gone", (lake) => Deno.remove(`${lake}/${FIRST}`), /0001\.json is damaged: it is missing/],
  [
    "a table that asks for a newer reader",
    (lake) =>
      Deno.writeTextFile(
        `${lake}/${LOG}/${"2".padStart(20, "0")}.json`,
        '{"protocol":{"minReaderVersion":3,"minWriterVersion":7}}\n',
      ),
    /asks for reader 3 and writer 7/,
  ],
];
for (const [what, breakIt, says] of BROKEN) {
  Deno.test(`readLake() names ${what}, and changes nothing`, () =>
    usingFolder(async (lake) => {
      await feed(twoStations(3), lake, Infinity);
      if (what === "a commit that is gone") {
        await feed(Object.assign(twoStations(6), { committed: 6 }), lake, Infinity).catch(() => {});
        await compact(lake);
      }
      await breakIt(lake);
      const before = await keysOf(lake);
      await assert.rejects(readQuality(lake), { code: "lake_mismatch", message: says });
      assert.deepEqual(await keysOf(lake), before);
    }));
}

Deno.test("readLake() refuses rows that another program has added to a table, and changes nothing", () =>
  usingFolder(async (lake) => {
    await feed(twoStations(3), lake, Infinity);
    const [part] = await filesOf(lake, "silver");
    const path = "date=2004-03-10/part-00000-7c9e.snappy.parquet";
    await Deno.copyFile(part!, `${lake}/silver/${path}`);
    const add = { path, partitionValues: { date: "2004-03-10" }, size: 1, modificationTime: 0, dataChange: true };
    await Deno.writeTextFile(`${lake}/${LOG}/${"2".padStart(20, "0")}.json`, JSON.stringify({ add }) + "\n");
    const before = await keysOf(lake);
    await assert.rejects(readQuality(lake), { code: "lake_mismatch", message: /part-00000-7c9e.*another program/ });
    assert.deepEqual(await keysOf(lake), before);
  }));

for (const [sign, remove] of [["_owners", "silver"], ["silver", "_owners"]] as const) {
  Deno.test(`readLake() and refuseOldLayout() refuse a lake of an earlier version by its ${sign}/, say what to do, and delete nothing`, () =>
    usingFolder(async (lake) => {
      await Deno.mkdir(`${lake}/_owners`);
      await Deno.writeTextFile(`${lake}/_owners/air_quality.raw-0-1`, "{}");
      await Deno.mkdir(`${lake}/silver/date=2004-03-10`, { recursive: true });
      await Deno.writeTextFile(`${lake}/silver/date=2004-03-10/air_quality.raw-0-0-99-1.parquet`, "PAR1");
      await Deno.writeTextFile(`${lake}/silver/date=2004-03-10/_folded.json`, "{}");
      await Deno.remove(`${lake}/${remove}`, { recursive: true });
      const before = await keysOf(lake);
      const expected = { code: "lake_mismatch", message: /made by an earlier version/, hint: /--group-id GROUP/ };
      await assert.rejects(readQuality(lake), expected);
      await assert.rejects(refuseOldLayout(openFiles(lake)), expected); // the first step of consumers
      assert.deepEqual(await keysOf(lake), before);
    }));
}

Deno.test("readLake() reads no rows where there is no lake, or one of other files only", () =>
  usingFolder(async (lake) => {
    assert.equal((await readQuality(`${lake}/none`)).rows, 0);
    await Deno.mkdir(`${lake}/silver`);
    await Deno.writeTextFile(`${lake}/silver/notes.parquet`, "PAR1");
    assert.equal((await readQuality(lake)).rows, 0);
  }));
