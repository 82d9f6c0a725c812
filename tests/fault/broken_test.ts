import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { makeBroken, VARIANTS } from "./broken.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

for (const [name, edits] of Object.entries(VARIANTS)) {
  Deno.test(`makeBroken() finds what ${name} takes out, once`, async () => {
    const copy = await makeBroken(root, edits);
    try {
      for (const { file } of edits) {
        assert.notEqual(await Deno.readTextFile(`${copy}/${file}`), await Deno.readTextFile(`${root}/${file}`));
      }
    } finally {
      await Deno.remove(copy, { recursive: true });
    }
  });
}

Deno.test("makeBroken() refuses an edit that does not fit, and leaves nothing behind", async () => {
  const edits = [{ file: "pipeline/sink/mod.ts", from: "no such text", to: "" }];
  await assert.rejects(makeBroken(root, edits), { code: "internal" });
});
