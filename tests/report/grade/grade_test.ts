import assert from "node:assert/strict";
import {
  type Evidence,
  featuresDocument,
  gradedFiles,
  gradeWork,
  renderFinal,
  renderGrade,
} from "../../../pipeline/report/mod.ts";
import { LAKE, results, TEXTS } from "../final/fixture.ts";
import { proof } from "../quality/fixture.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="4"/></svg>';
const final = await renderFinal(results());
const strategy = { bytes: new TextEncoder().encode("%PDF"), pages: 3 };
const forecasts = { checks: [{ law: "each clean message forecast once", left: 9, right: 9, holds: true, detail: "" }] };

/** Everything that a whole run leaves: results of the fixture, pages of the repository, and something for the rest. */
const FILES: ReadonlyMap<string, string | Uint8Array> = new Map<string, string | Uint8Array>([
  ...gradedFiles().map((path) => [path, fileOf(path)] as const),
  ["reports/quality/quality.json", TEXTS.quality],
  ["reports/explore/explore.json", TEXTS.explore],
  ["reports/models/models.json", TEXTS.models],
  ["reports/models/details.json", TEXTS.details],
  ["reports/drift/drift.json", TEXTS.drift],
  ["reports/explore/strategy.pdf", strategy.bytes],
  ["reports/grade/prove.json", JSON.stringify({ ...proof(), forecasts })],
  ["data/proof.json", JSON.stringify(proof())],
  ["docs/deployment.md", "deno task forecast"],
  ...[...final.files].map(([name, content]) => [`reports/final/${name}`, content] as const),
]);

function fileOf(path: string): string {
  if (path.startsWith("reports/") || path.startsWith("data/")) return path.endsWith(".svg") ? SVG : "made";
  try {
    return Deno.readTextFileSync(new URL(`../../../${path}`, import.meta.url));
  } catch {
    return ""; // not in the repository yet: the line says so
  }
}

/** The grade after some files were changed; undefined takes a file away. */
function grade(changes: Readonly<Record<string, string | undefined>> = {}, remade: Partial<Evidence["remade"]> = {}) {
  const bytes = (path: string) => {
    const content = path in changes ? changes[path] : FILES.get(path);
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  const own = {
    qualityDigest: LAKE.qualityDigest,
    explore: TEXTS.explore,
    strategy,
    final,
    features: featuresDocument(),
  };
  return gradeWork({ bytes, remade: { ...own, ...remade } }, false);
}

const failed = (...given: Parameters<typeof grade>) =>
  grade(...given).lines.filter(({ pass }) => !pass).map(({ id }) => id);

Deno.test("gradeWork() gives all points where everything is as it was made", () => {
  const { points, lines } = grade();
  assert.deepEqual(lines.filter(({ pass }) => !pass).map(({ id, reason }) => `${id}: ${reason}`), []);
  assert.deepEqual(points, { earned: 100, possible: 100, bonus: 5, bonus_possible: 5 });
  const phases = Map.groupBy(lines.filter(({ bonus }) => !bonus), ({ phase }) => phase);
  assert.deepEqual([...phases.values()].map((own) => own.reduce((sum, { points }) => sum + points, 0)), [
    20,
    25,
    35,
    20,
  ]);
});

/** A digit of a text made another one, where `pattern` has its group. */
function otherDigit(text: string, pattern: RegExp): string {
  const match = pattern.exec(text);
  assert.ok(match, String(pattern));
  const at = match.index + match[0].length - 1;
  return text.slice(0, at) + (Number(text[at]) + 1) % 10 + text.slice(at + 1);
}

const markdown = final.files.get("final_report.md") as string;
const noBaseline = JSON.stringify(
  JSON.parse(TEXTS.models),
  (name, value) => name === "persistence" ? undefined : value,
);
const PHASE_4 = ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6"];

for (
  const [what, changes, lines] of [
    ["a removed figure of the exploration", { "reports/explore/finding-pairs.svg": undefined }, ["2.2"]],
    ["an empty figure", { "reports/explore/cycle-hour.svg": "<svg/>" }, ["2.1"]],
    ["a removed figure of the report", { "reports/final/figure_1.svg": undefined }, PHASE_4],
    [
      "a changed digit of an error",
      { "reports/models/models.json": otherDigit(TEXTS.models, /"persistence": \{\s+"mae": \d\.\d/) },
      ["3.3"],
    ],
    ["a model table without the baseline", { "reports/models/models.json": noBaseline }, ["3.3"]],
    [
      "a verdict that does not follow",
      { "reports/models/models.json": TEXTS.models.replace('"verdict": "better"', '"verdict": "worse"') },
      ["3.3"],
    ],
    [
      "a changed digit of the exploration",
      { "reports/explore/explore.json": otherDigit(TEXTS.explore, /"mean":\d+\.\d\d/) },
      ["2.1", "2.2", "2.3", "2.4", "2.6"],
    ],
    ["a changed digit of the report", { "reports/final/final_report.md": otherDigit(markdown, /NOx ppb|\d/) }, PHASE_4],
    [
      "a changed count of the quality report",
      { "reports/quality/quality.json": TEXTS.quality.replace('"rows": 240', '"rows": 241') },
      ["1.3", "1.6"],
    ],
    ["a proof that does not hold", { "data/proof.json": JSON.stringify(proof({ holds: false })) }, ["1.4"]],
    ["no proof", { "data/proof.json": undefined }, ["1.2", "1.3", "1.4"]],
    ["no proof of forecasts", { "reports/grade/prove.json": JSON.stringify(proof()) }, ["3.5"]],
    ["a file that is not JSON", { "reports/drift/drift.json": "{" }, ["3.6"]],
    ["a changed strategic report", { "reports/explore/strategy.pdf": "%PDG" }, ["2.5"]],
    ["features that differ from their table", { "docs/features.md": "# Features" }, ["3.1"]],
    ["no deployment guide", { "docs/deployment.md": undefined }, ["3.7"]],
  ] as const
) {
  Deno.test(`gradeWork() turns its line red for ${what}`, () => assert.deepEqual(failed(changes), lines));
}

Deno.test("gradeWork() turns phase 4 red, with the reason, where the report cannot be made from its results", () => {
  const { lines } = grade({}, { final: { reason: "Cannot use drift/drift.json as results" } });
  const reasons = lines.filter(({ pass }) => !pass).map(({ id, reason }) => [id, reason]);
  assert.deepEqual(reasons.map(([id]) => id), PHASE_4);
  assert.match(reasons[0]![1]!, /drift\.json/);
});

Deno.test("gradeWork() gives each file's SHA-256, and null where there is no such file", () => {
  const { lines } = grade({ "docs/deployment.md": undefined });
  const files = new Map(lines.flatMap(({ artefacts }) => artefacts.map(({ path, sha256 }) => [path, sha256])));
  assert.equal(files.get("docs/deployment.md"), null);
  assert.match(files.get("reports/explore/explore.json")!, /^[0-9a-f]{64}$/);
});

Deno.test("renderGrade() has a page on which every line stands with its verdict", async () => {
  const files = await renderGrade(grade({ "docs/deployment.md": undefined }));
  const page = files.get("index.html")!;
  assert.match(page, /These lines fail: 3\.7/);
  for (const { id } of grade().lines) assert.ok(page.includes(`>${id}</th>`), id);
  assert.equal(JSON.parse(files.get("grade.json")!).points.earned, 98);
});
