import assert from "node:assert/strict";
import { type PaperBlock, paperPdf } from "../../../pipeline/document/mod.ts";
import { FINAL_CONSTANTS } from "../../../pipeline/report/final/constants.ts";
import { drawFigures } from "../../../pipeline/report/final/figures.ts";
import { finalNumbers } from "../../../pipeline/report/final/numbers.ts";
import { finalPaper } from "../../../pipeline/report/final/paper.ts";
import {
  parseFinalResults,
  renderFinal,
  RESULT_FILES,
  type ResultName,
  statementPdf,
} from "../../../pipeline/report/mod.ts";
import { LAKE, results, SILVER, TEXTS } from "./fixture.ts";

const made = await renderFinal(results());
const text = made.files.get("final_report.md") as string;
const NAMES = Object.keys(RESULT_FILES) as ResultName[];

Deno.test("renderFinal() gives at most ten pages, all sections in order, and the same bytes twice", async () => {
  assert.ok(made.pages <= 10, String(made.pages));
  assert.deepEqual([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading), [
    "1. Executive summary and business context",
    "2. Technical architecture",
    "3. Data intelligence",
    "4. Predictive analytics",
    "5. Conclusions",
  ]);
  assert.deepEqual(await renderFinal(results()), made);
});

Deno.test("renderFinal() gives figures the letters in which they come, each once, and its Markdown their files", () => {
  const letters = [...text.matchAll(/^\*\*Figure ([A-Z])\.\*\*/gm)].map(([, letter]) => letter!);
  assert.equal(letters.join(""), "ABCDEFGHIJKLMNOPQRSTUVWXYZ".slice(0, letters.length));
  const named = [...text.matchAll(/\]\((figure_\d+\.svg)\)/g)].map(([, name]) => name!);
  assert.equal(named.length, letters.length);
  assert.ok(named.every((name) => made.files.has(name)));
});

Deno.test("renderFinal() puts every number in, and leaves no reference", () => {
  assert.doesNotMatch(text, /[{}]|NaN|undefined|\bnull\b(?! hypothesis)/);
  assert.match(text, new RegExp(SILVER));
});

Deno.test("parseFinalResults() names each file that is missing, and the task that makes it", () => {
  for (const name of NAMES) {
    assert.throws(() => parseFinalResults({ ...TEXTS, [name]: null }, LAKE), {
      code: "not_found",
      message: new RegExp(RESULT_FILES[name].path),
      hint: new RegExp(`deno task ${RESULT_FILES[name].task}`),
    });
  }
});

Deno.test("parseFinalResults() refuses results of other readings, and text that is not JSON", () => {
  for (const name of NAMES) {
    const lake = name === "quality" ? { ...LAKE, qualityDigest: "0" } : { ...LAKE, silverDigest: "0" };
    assert.throws(() => parseFinalResults(TEXTS, lake), { code: "lake_mismatch" });
    assert.throws(() => parseFinalResults({ ...TEXTS, [name]: "{" }, LAKE), { code: "lake_mismatch" });
  }
  const changed = TEXTS.quality.replace('"rows": 240', '"rows": 241');
  assert.notEqual(changed, TEXTS.quality);
  assert.throws(() => parseFinalResults({ ...TEXTS, quality: changed }, LAKE), { code: "lake_mismatch" });
});

Deno.test("renderFinal() fails where a result is missing", async () => {
  const { explore, models } = results(), broken = structuredClone(explore);
  broken.stl.no2_gt.trend_strength = null;
  await assert.rejects(
    renderFinal(results({ explore: broken })),
    /expected a result for \{explore\.stl\.no2_gt\.trend_strength\|2\}/,
  );
  const targets = structuredClone(models.targets) as Record<string, { models: Record<string, unknown> }>;
  delete targets.co_gt!.models.persistence;
  await assert.rejects(
    renderFinal(results({ models: { ...models, targets } as never })),
    /lack the baseline persistence of co_gt/,
  );
});

const given = results(), { numbers } = finalNumbers(given);
const paper = finalPaper({ results: given, numbers: numbers!, figures: await drawFigures(given) });
const sources = {
  results: { ...given, final: numbers! },
  constants: FINAL_CONSTANTS,
  silverDigest: null,
};
const withMore = (...blocks: PaperBlock[]) => paperPdf({ ...paper, blocks: [...paper.blocks, ...blocks] }, sources);

Deno.test("the final paper fails on a number that is typed by hand, and on an eleventh page", async () => {
  await assert.rejects(
    withMore({ kind: "text", text: "NO2 saves 22 %." }),
    /expected a reference or a listed constant, got "22"/,
  );
  const section = { kind: "section", text: "More", pages: { min: 1, max: 9 } } as const;
  const lines = Array.from({ length: 400 }, () => ({ kind: "text", text: "A line." }) as const);
  await assert.rejects(withMore(section, ...lines), /expected 5 to 10 pages, got 1\d/);
});

Deno.test("the final paper fails where a section has too many pages", async () => {
  const lines = Array.from({ length: 80 }, () => ({ kind: "text", text: "A line." }) as const);
  await assert.rejects(withMore(...lines), /expected 1 pages of "Conclusions", got [23]/);
});

Deno.test("renderFinal() says on each page that readings are synthetic, and needs no weeks of the same season", async () => {
  const { explore, quality, drift } = results(), alone = structuredClone(explore);
  for (const field of Object.values(alone.same_season.fields)) {
    Object.assign(field, { difference: null, low: null, high: null, reason: "one year only" });
  }
  const season = Object.fromEntries(
    Object.keys(drift.inputs.season).map((name) => [name, { ...drift.inputs.season[name]!, psi: null }]),
  );
  const { files, pages } = await renderFinal(results({
    explore: alone,
    quality: { ...quality, synthetic: true },
    drift: { ...drift, inputs: { ...drift.inputs, season } },
  }));
  assert.ok(pages <= 10);
  assert.match(files.get("final_report.md") as string, /^> \*\*Synthetic readings/m);
  assert.match(files.get("final_report.html") as string, /class="notice warning"><strong>Synthetic readings/);
  assert.doesNotMatch(text, /Synthetic readings/);
});

Deno.test("FINAL_CONSTANTS has the number of fault runs that docs/faults.md has", () => {
  const faults = Deno.readTextFileSync(new URL("../../../docs/faults.md", import.meta.url));
  assert.ok(FINAL_CONSTANTS.some(({ text }) => text === "500 runs"));
  assert.match(faults, /\| `--seed 2030`, at 158ac73 \|\s+500 \|\s+0 \|\s+0 \|/);
});

Deno.test("statementPdf() sets what the submitter wrote, whatever its numbers, and nothing while a place is open", async () => {
  const template = Deno.readTextFileSync(new URL("../../../docs/statement.md", import.meta.url));
  assert.equal(await statementPdf(template), null);
  const filled = template.replaceAll("[to be filled in]", "A. B., 2 weeks");
  assert.equal((await statementPdf(filled))!.pages, 1);
});
