import assert from "node:assert/strict";
import { artifactName, championOf, promote } from "../../pipeline/forecast/mod.ts";
import { changeModelIndex, keepChampion, loadServed, readChampion, readModelIndex } from "../../pipeline/infer/mod.ts";
import { usingFolder } from "../support/lake.ts";
import { train } from "../support/trained.ts";

const served = async (lakeDir: string) =>
  (await loadServed({ lakeDir, challengers: [] })).map(({ target, name, digest }) => `${target} ${name} ${digest}`);

Deno.test("loadServed() serves the model of an earlier training once it is promoted, whose file another training wrote over", () =>
  usingFolder(async (lakeDir) => {
    assert.equal(await readModelIndex(lakeDir), null);
    const first = await train(lakeDir, 1_500), second = await train(lakeDir, 1_559);
    assert.notEqual(first, second);
    assert.deepEqual(await served(lakeDir), [`co_gt persistence ${second}`]);
    const [former] = (await readModelIndex(lakeDir))!.history;
    assert.equal(former!.sha256, first);
    await keepChampion(lakeDir, former!);
    await changeModelIndex(lakeDir, (index) => promote(index!, former!));
    assert.deepEqual(await served(lakeDir), [`co_gt persistence ${first}`]);
    // By its name it is that of the last training, as for a forecaster with --model.
    const [byName] = await loadServed({ lakeDir, champion: "persistence", challengers: [] });
    assert.equal(byName!.digest, second);
  }));

Deno.test("keepChampion() and loadServed() refuse a model whose file is gone, and one that was changed", () =>
  usingFolder(async (lakeDir) => {
    await train(lakeDir, 1_500);
    const champion = championOf((await readModelIndex(lakeDir))!, "co_gt")!;
    const path = `${lakeDir}/models/${artifactName("co_gt", "persistence")}`, text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"seed":1', '"seed":2'));
    await assert.rejects(keepChampion(lakeDir, champion), { code: "model_mismatch" });
    await assert.rejects(served(lakeDir), { code: "model_mismatch" });
    await Deno.remove(path);
    assert.equal(await readChampion(lakeDir, champion), null);
    const refusal = { code: "not_found", message: /neither models\/ nor models\/served\/ has its file/ };
    await assert.rejects(keepChampion(lakeDir, champion), refusal);
    await assert.rejects(served(lakeDir), refusal);
  }));

Deno.test("changeModelIndex() lets changes take turns, and writes nothing when the index stays the same", () =>
  usingFolder(async (lakeDir) => {
    await train(lakeDir, 1_500);
    const path = `${lakeDir}/models/index.json`;
    const more = async (): Promise<unknown> =>
      await changeModelIndex(lakeDir, async (index) => {
        await Promise.resolve();
        return { ...index!, station: `${index!.station}+` };
      });
    const { station } = (await readModelIndex(lakeDir))!;
    await Promise.all(Array.from({ length: 5 }, more));
    assert.equal((await readModelIndex(lakeDir))!.station, `${station}+++++`);
    const { mtime, ino } = await Deno.stat(path);
    await changeModelIndex(lakeDir, (index) => index!);
    const after = await Deno.stat(path);
    assert.deepEqual([after.mtime, after.ino], [mtime, ino]);
  }));
