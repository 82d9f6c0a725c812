import assert from "node:assert/strict";
import type { CommittedOffset } from "../../../pipeline/broker/mod.ts";
import { openFiles, openObjectStore, type Store } from "../../../pipeline/lake/mod.ts";
import { diagnoseLake } from "../../../pipeline/watch/doctor/lake.ts";
import { compact, feed, twoStations } from "../../support/feed.ts";
import { usingFolder } from "../../support/lake.ts";
import { WRITER } from "../../support/lake_rows.ts";
import { startObjectProxy } from "../../support/object_proxy.ts";
import { hasObjectStore, KEYS, startObjectStore } from "../../support/object_store.ts";

interface Change {
  isBusy?: boolean;
  groupId?: string;
  committed?: CommittedOffset | null;
}

const context = (lake: Store, change: Change = {}) => ({
  lake,
  committed: new Map(change.committed === undefined ? [] : [[0, change.committed]]),
  writer: { ...WRITER, topic: "raw", ...(change.groupId === undefined ? {} : { groupId: change.groupId }) },
  isBusy: change.isBusy ?? false,
  nonce: crypto.randomUUID(),
});

/** A lake with parts and compacted dates, and one fault in it. */
async function found(
  fault: (lakeDir: string) => Promise<unknown>,
  change: Change = {},
) {
  let ids: string[] = [], what = "";
  await usingFolder(async (lakeDir) => {
    const broker = twoStations(30);
    await feed(broker, lakeDir, 7, 30);
    await compact(lakeDir);
    await feed(broker, lakeDir, 7);
    await fault(lakeDir);
    const { findings } = await diagnoseLake(context(openFiles(lakeDir), change));
    ids = findings.map(({ id }) => id);
    what = findings.map((each) => each.what).join("\n");
  });
  return { ids, what };
}

const DATE = "silver/date=2004-03-10", LOG = "silver/_delta_log";
const write = (path: string) => async (lakeDir: string) => {
  await Deno.mkdir(`${lakeDir}/${path}`.replace(/\/[^/]+$/, ""), { recursive: true });
  await Deno.writeTextFile(`${lakeDir}/${path}`, "{");
};
const firstPart = (lakeDir: string) =>
  `${lakeDir}/${DATE}/${
    [...Deno.readDirSync(`${lakeDir}/${DATE}`)].find(({ name }) => name.endsWith(".parquet"))!.name
  }`;

for (
  const [id, fault, says] of [
    ["lake_unlisted", write(`${DATE}/.writing-7c9e`), /\.writing-7c9e/],
    ["lake_unlisted", write(`${DATE}/raw-0-900-901-9.parquet`), /raw-0-900/],
    ["lake_foreign_files", write(`${DATE}/copy of raw.parquet`), /copy of raw/],
    [
      "lake_damaged",
      (lakeDir) => Deno.remove(firstPart(lakeDir)),
      /missing or of another size: silver\/date=2004-03-10/,
    ],
    ["lake_damaged", (lakeDir) => Deno.writeTextFile(firstPart(lakeDir), "PAR1"), /missing or of another size/],
    ["lake_damaged", (lakeDir) => Deno.remove(`${lakeDir}/${LOG}/${"1".padStart(20, "0")}.json`), /it is missing/],
    ["lake_damaged", write("proof.json"), /proof\.json/],
  ] as [string, (lakeDir: string) => Promise<unknown>, RegExp][]
) {
  Deno.test(`diagnoseLake() finds ${id}: ${says.source}`, async () => {
    const { ids, what } = await found(fault);
    assert.deepEqual(ids, [id]);
    assert.match(what, says);
  });
}

Deno.test("diagnoseLake() finds lake_of_others where another group asks", async () => {
  const { ids, what } = await found(async () => {}, { groupId: "others" });
  assert.deepEqual(ids, ["lake_of_others"]);
  assert.match(what, /belongs to another group/);
});

for (
  const [id, what, committed] of [
    ["lake_restored", "a manifest that it lacks", { offset: 99, metadata: "_manifests/raw-0-99-7.json" }],
    ["lake_restored", "an offset after its end that another program set", { offset: 99, metadata: "" }],
    ["group_offsets_lost", "no offset, though it has rows", null],
  ] as const
) {
  Deno.test(`diagnoseLake() finds ${id} where the group has committed ${what}`, async () => {
    assert.deepEqual((await found(async () => {}, { committed })).ids, [id]);
  });
}

Deno.test("diagnoseLake() finds no fault in a lake whose last manifest is yet to be published", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(30);
    await feed(broker, lakeDir, 7, 30);
    const committed = { offset: broker.committed!, metadata: broker.metadata };
    const look = async () => (await diagnoseLake(context(openFiles(lakeDir), { committed }))).findings;
    assert.deepEqual(await look(), []);
    const logs = [...Deno.readDirSync(`${lakeDir}/${LOG}`)].map(({ name }) => name).sort();
    await Deno.remove(`${lakeDir}/${LOG}/${logs.at(-1)!}`);
    assert.deepEqual((await look()).map(({ id }) => id), ["lake_unlisted"]);
    await Deno.remove(`${lakeDir}/${LOG}/${logs.at(-2)!}`);
    assert.deepEqual((await look()).map(({ id }) => id).sort(), ["lake_restored", "lake_unlisted"]);
  }));

Deno.test("diagnoseLake() finds lake_old_layout", () =>
  usingFolder(async (lakeDir) => {
    await write("_owners/air_quality.raw-0-1")(lakeDir);
    const { findings } = await diagnoseLake(context(openFiles(lakeDir)));
    assert.deepEqual(findings.map(({ id }) => id), ["lake_old_layout"]);
  }));

Deno.test("diagnoseLake() finds nothing in a sound lake, and what is being written is no fault", async () => {
  assert.deepEqual((await found(async () => {})).ids, []);
  assert.deepEqual((await found(write(`${DATE}/raw-0-900-901-9.parquet`), { isBusy: true })).ids, []);
});

Deno.test("diagnoseLake() finds nothing where there is no lake yet", async () => {
  assert.deepEqual((await diagnoseLake(context(openFiles("no/such/folder")))).findings, []);
});

Deno.test({
  name: "diagnoseLake() trusts no object store that ignores conditional writes, and leaves no file in it",
  ignore: !hasObjectStore,
  fn: () =>
    usingFolder(async (cacheDir) => {
      const server = await startObjectStore(), proxy = await startObjectProxy(server.port);
      const storeOf = (endpoint: string, change: Partial<typeof KEYS> = {}) =>
        openObjectStore({
          ...{ endpoint, region: "us-east-1", bucket: "lake", prefix: "doctor", cacheDir, outageTimeoutMs: 1_000 },
          ...KEYS,
          ...change,
        });
      const idsOf = async (store: Store) => (await diagnoseLake(context(store))).findings.map(({ id }) => id);
      try {
        assert.deepEqual(await idsOf(storeOf(proxy.endpoint)), []);
        proxy.faultOf = (method) => method === "PUT" ? { kind: "ignore condition" } : undefined;
        assert.deepEqual(await idsOf(storeOf(proxy.endpoint)), ["lake_store_unfit"]);
        assert.deepEqual(await Array.fromAsync(storeOf(server.endpoint).list("")), []);
        assert.deepEqual(await idsOf(storeOf(server.endpoint, { secretAccessKey: "guess" })), ["lake_store_refused"]);
        proxy.faultOf = () => ({ kind: "cut" });
        assert.deepEqual(await idsOf(storeOf(proxy.endpoint)), ["lake_store_refused"]);
      } finally {
        await proxy.close();
        await server.close();
      }
    }),
});
