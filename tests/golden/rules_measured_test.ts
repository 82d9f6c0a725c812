import assert from "node:assert/strict";
import { renderRuleMeasures } from "../../pipeline/report/mod.ts";
import { GOLDEN, type Measured, measureFile, sources } from "./rules_measured.ts";

const golden: Record<string, Measured> = JSON.parse(await Deno.readTextFile(GOLDEN));

const REAL = sources().filter(({ name }) => name.startsWith("real"));

/** Markdown without what `deno fmt` changes: line ends, the widths of tables. */
const bare = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/-{3,}/g, "---").trim();

for (const { name, path, levels } of sources()) {
  Deno.test({
    name: `measureRules() gives the pinned table when faults are put into the ${name} file`,
    ignore: path === undefined,
    async fn() {
      assert.deepEqual((await measureFile(path!, levels)).measured, golden[name]);
    },
  });
}

Deno.test({
  name: "docs/rules_measured.md begins with the table of the real file, and has that of changed levels after it",
  ignore: REAL.some(({ path }) => path === undefined),
  async fn() {
    const [rules, levels] = await Promise.all(REAL.map(async ({ path, levels }) => {
      const { labels, measured } = await measureFile(path!, levels);
      return bare(renderRuleMeasures({ labels, ...measured }));
    }));
    const doc = await Deno.readTextFile(new URL("../../docs/rules_measured.md", import.meta.url));
    assert.ok(bare(doc).startsWith(`${rules} ${levels!.slice(levels!.indexOf("## Changed levels"))}`));
  },
});
