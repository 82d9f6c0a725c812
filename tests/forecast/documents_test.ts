import assert from "node:assert/strict";
import { LEARNERS } from "../../pipeline/forecast/mod.ts";
import { featuresDocument } from "../../pipeline/report/mod.ts";
import { MODEL_NOTES } from "../../pipeline/report/models/notes.ts";

const read = (path: string) => Deno.readTextFileSync(new URL(`../../docs/${path}`, import.meta.url));

Deno.test("docs/features.md is what the table of features says", () => {
  assert.equal(read("features.md"), featuresDocument(), "write it again: deno task evaluate --docs docs");
});

for (const { name, settings } of LEARNERS) {
  Deno.test(`docs/models/ has a card of ${name} with its settings`, () => {
    const card = read(`models/${name}.md`);
    assert.ok(MODEL_NOTES[name] !== undefined && card.includes(MODEL_NOTES[name].idea));
    for (const [key, value] of Object.entries(settings)) {
      assert.ok(card.includes(`- ${key}: \`${JSON.stringify(value)}\``), key);
    }
  });
}
