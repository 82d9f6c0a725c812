import assert from "node:assert/strict";
import { type Action, DeltaLog } from "../../pipeline/lake/delta/mod.ts";
import { memoryStore } from "./protocol/memory_store.ts";

const TABLE = {
  id: "t",
  format: { provider: "parquet", options: {} },
  schemaString: '{"type":"struct","fields":[]}',
  partitionColumns: ["date"],
  configuration: { key: "value" },
};
const CREATE: Action[] = [{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }, { metaData: TABLE }];

const add = (path: string): Action => ({
  add: {
    path,
    partitionValues: { date: "2004-03-10" },
    size: 7,
    modificationTime: 0,
    dataChange: true,
    stats: '{"numRecords":1}',
    tags: null,
  },
});

const keyOf = (version: number, ending = "json") => `t/_delta_log/${String(version).padStart(20, "0")}.${ending}`;

async function logOf(commits: number) {
  const files = new Map<string, Uint8Array<ArrayBuffer>>(), store = memoryStore(files);
  const log = new DeltaLog(store, "t");
  await log.commit("create", () => CREATE);
  for (let index = 1; index <= commits; index++) {
    await log.commit("publish", () => [add(`f${index}`), { txn: { appId: "g/raw-0", version: index } }]);
  }
  return { files, store, log };
}

Deno.test("DeltaLog.snapshot() is empty for a table that is not there", async () => {
  assert.equal((await new DeltaLog(memoryStore(new Map()), "t").snapshot()).version, -1);
});

Deno.test("DeltaLog.snapshot() of another reader has what was committed, across checkpoints and without the commits before them", async () => {
  for (const commits of [1, 49, 50, 51, 120]) {
    const { files, store, log } = await logOf(commits);
    const expected = await log.snapshot();
    for (let version = 0; version < commits - (commits % 50); version++) files.delete(keyOf(version));
    const found = await new DeltaLog(store, "t").snapshot();
    assert.equal(found.version, commits);
    assert.deepEqual([...found.files.keys()].sort(), [...expected.files.keys()].sort());
    assert.deepEqual([...found.txns], [["g/raw-0", commits]]);
    assert.deepEqual(found.metadata, expected.metadata);
    assert.equal(found.files.get("f1")!.partitionValues.date, "2004-03-10");
  }
});

Deno.test("DeltaLog.snapshot() sees commits that came since", async () => {
  const { store, log } = await logOf(1);
  const other = new DeltaLog(store, "t");
  await other.commit("compact", () => [{ remove: { path: "f1", dataChange: false } }, add("f2")]);
  assert.deepEqual([...(await log.snapshot()).files.keys()], ["f2"]);
});

Deno.test("DeltaLog.commit() asks again about the newer table when another writer was quicker", async () => {
  const { store, log } = await logOf(1);
  const other = new DeltaLog(store, "t");
  const seen: number[] = [];
  let raced: Promise<unknown> = Promise.resolve();
  await log.commit("publish", ({ version }) => {
    seen.push(version);
    if (seen.length === 1) raced = other.commit("publish", () => [add("theirs")]);
    return seen.length > 1 ? [add("mine")] : [add("lost")];
  });
  await raced;
  const { files } = await new DeltaLog(store, "t").snapshot();
  assert.ok(files.has("theirs"));
  assert.equal(seen.length === 1 ? files.has("lost") : files.has("mine"), true);
});

Deno.test("DeltaLog.commit() commits nothing when the plan is null", async () => {
  const { files, log } = await logOf(1);
  const before = files.size;
  assert.equal((await log.commit("publish", () => null)).version, 1);
  assert.equal(files.size, before);
});

const bytes = (text: string) => new TextEncoder().encode(text);
const newerProtocol = JSON.stringify({ protocol: { minReaderVersion: 3, minWriterVersion: 7 } }) + "\n";

const DAMAGES: [string, (files: Map<string, Uint8Array<ArrayBuffer>>) => void, RegExp][] = [
  ["has a gap", (files) => files.delete(keyOf(1)), /0001\.json.*missing/],
  ["is cut in a line", (files) => files.set(keyOf(2), files.get(keyOf(2))!.slice(0, 40)), /0002\.json.*line/],
  ["has a line that is no action", (files) => files.set(keyOf(2), bytes('{"other":1}\n')), /0002\.json.*action/],
  ["asks for a newer reader", (files) => files.set(keyOf(3), bytes(newerProtocol)), /reader 3/],
  [
    "removes what is not listed",
    (files) => files.set(keyOf(3), bytes('{"remove":{"path":"x","dataChange":true}}\n')),
    /x/,
  ],
  [
    "is of two tables",
    (files) => files.set(keyOf(3), bytes(JSON.stringify({ metaData: { ...TABLE, id: "another" } }) + "\n")),
    /0003\.json.*another table/,
  ],
  ["has no description", (files) => files.set(keyOf(0), bytes('{"txn":{"appId":"a","version":1}}\n')), /describes/],
];

for (const [when, damage, message] of DAMAGES) {
  Deno.test(`DeltaLog.snapshot() names the commit when the log ${when}, and deletes nothing`, async () => {
    const { files, store } = await logOf(2);
    damage(files);
    const keys = [...files.keys()];
    await assert.rejects(new DeltaLog(store, "t").snapshot(), { code: "lake_mismatch", message });
    assert.deepEqual([...files.keys()], keys);
  });
}

Deno.test("DeltaLog.snapshot() names a checkpoint that is damaged or missing", async () => {
  for (const spoil of ["damaged", "missing"]) {
    const { files, store } = await logOf(60);
    const path = keyOf(50, "checkpoint.parquet");
    if (spoil === "missing") files.delete(path);
    else files.set(path, bytes("not Parquet, but long enough to be looked at"));
    await assert.rejects(new DeltaLog(store, "t").snapshot(), { code: "lake_mismatch", message: /0050\.checkpoint/ });
  }
});
