import assert from "node:assert/strict";
import { readFaultLabels } from "../../pipeline/evaluate/mod.ts";

for (
  const [what, text] of [
    ["is no JSON", "{"],
    ["has another form", "{}"],
    ["names an unknown kind", '{"seed":1,"faults":[{"id":1,"kind":"gremlin","lines":[2],"expect":[]}]}'],
  ] as const
) {
  Deno.test(`readFaultLabels() refuses a file that ${what}`, async () => {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(path, text);
      await assert.rejects(readFaultLabels(path), { code: "lake_mismatch" });
    } finally {
      await Deno.remove(path);
    }
  });
}
