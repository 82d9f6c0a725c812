import assert from "node:assert/strict";
import { staleContract, writeContract } from "../../../tasks/gate/contract_folder.ts";
import { usingFolder } from "../../support/lake.ts";

Deno.test("staleContract() names the files that are missing or say something else, and writeContract() mends only them", () =>
  usingFolder(async (folder) => {
    const all = await writeContract(folder);
    assert.ok(all.includes("dictionary.md"));
    assert.deepEqual(await staleContract(folder), []);

    await Deno.remove(`${folder}/dictionary.md`);
    await Deno.writeTextFile(`${folder}/raw-line.schema.json`, "{}");
    assert.deepEqual(await staleContract(folder), ["raw-line.schema.json", "dictionary.md"]);
    assert.deepEqual(await writeContract(folder), ["raw-line.schema.json", "dictionary.md"]);
    assert.deepEqual(await staleContract(folder), []);
  }));
