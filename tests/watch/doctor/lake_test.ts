import assert from "node:assert/strict";
import { diagnoseLake } from "../../../pipeline/watch/doctor/lake.ts";
import { compact, feed, OWNER, twoStations } from "../../support/feed.ts";
import { usingFolder } from "../../support/lake.ts";

/** A lake with parts and compacted dates, and one fault in it. */
async function found(
  fault: (lakeDir: string) => Promise<unknown>,
  change: { isBusy?: boolean; groupId?: string } = {},
) {
  let ids: string[] = [], what = "";
  await usingFolder(async (lakeDir) => {
    const broker = twoStations(30);
    await feed(broker, lakeDir, 7, 30);
    await compact(broker, lakeDir, { idle: true });
    await feed(broker, lakeDir, 7);
    await fault(lakeDir);
    const owner = { ...OWNER, ...(change.groupId === undefined ? {} : { groupId: change.groupId }) };
    const { findings } = await diagnoseLake({ lakeDir, owner, isBusy: change.isBusy ?? false });
    ids = findings.map(({ id }) => id);
    what = findings.map((each) => each.what).join("\n");
  });
  return { ids, what };
}

const DATE = "silver/date=2004-03-10";
const write = (path: string) => (lakeDir: string) => Deno.writeTextFile(`${lakeDir}/${path}`, "{");

for (
  const [id, fault, says] of [
    ["lake_temporary", write(`${DATE}/.writing-raw-0-900-901-9.parquet`), /\.writing-raw-0-900/],
    ["lake_unfolded", (lakeDir) => Deno.mkdir(`${lakeDir}/_folding`), /_folding/],
    ["lake_foreign_files", write(`${DATE}/copy of raw.parquet`), /copy of raw/],
    ["lake_damaged", (lakeDir) => Deno.remove(`${lakeDir}/${DATE}/_folded.json`), /air_quality_clean_2004-03-10/],
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

Deno.test("diagnoseLake() finds nothing in a sound lake, and what is being written is no fault", async () => {
  assert.deepEqual((await found(async () => {})).ids, []);
  assert.deepEqual((await found(write(`${DATE}/.writing-raw-0-900-901-9.parquet`), { isBusy: true })).ids, []);
});

Deno.test("diagnoseLake() finds nothing where there is no lake yet", async () => {
  const { findings } = await diagnoseLake({ lakeDir: "no/such/folder", owner: OWNER, isBusy: false });
  assert.deepEqual(findings, []);
});
