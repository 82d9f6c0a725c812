import { composeReport } from "./compose.ts";
import type { Chart } from "./document.ts";
import { type Drawing, htmlReport } from "./html.ts";
import type { ReportInputs } from "./inputs.ts";
import { jsonReport } from "./json.ts";
import { markdownReport } from "./markdown.ts";
import { drawSvg, themedSvg } from "./svg.ts";

/** Pixels: the page's column, and a telephone's. */
const WIDE = 860, NARROW = 330;

/**
 * The quality report as files, by name: `index.html` (one page that needs nothing else), `quality.json`, `quality.md`, and each
 * chart as an SVG. Without effects: the same inputs give the same bytes.
 *
 * @example
 * ```ts
 * import { renderReport } from "./mod.ts";
 * import { readQuality } from "../lake/mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * const files = await renderReport({ quality: await readQuality(lakeDir), runs: [], proof: null });
 * assert.deepEqual([...files.keys()], ["index.html", "quality.json", "quality.md"]);
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export async function renderReport(inputs: ReportInputs): Promise<Map<string, string>> {
  const document = composeReport(inputs);
  const charts = document.sections.flatMap((section) => section.blocks).filter((block) => block.kind === "chart");
  const drawings = new Map<string, Drawing>();
  const pictures: [string, string][] = [];
  for (const chart of charts) {
    const wide = await draw(chart, WIDE);
    drawings.set(chart.name, {
      wide: inPage(wide, "wide"),
      narrow: inPage(await draw(chart, NARROW), "narrow"),
    });
    pictures.push([`${chart.name}.svg`, wide]);
  }
  return new Map([
    ["index.html", htmlReport(document, drawings)],
    ["quality.json", jsonReport(inputs)],
    ["quality.md", markdownReport(document)],
    ...pictures,
  ]);
}

const draw = (chart: Chart, width: number) => drawSvg(chart.spec(width), chart.alt);

const inPage = (svg: string, className: string) => themedSvg(svg).replace('class="marks"', `class="${className}"`);
