import type { TopLevelSpec } from "vega-lite";
import { composeReport } from "../../pipeline/report/compose.ts";
import { type ReportInputs } from "../../pipeline/report/mod.ts";
import { drawSvg } from "../../pipeline/report/svg.ts";
import { send } from "./display.ts";
import { pngBase64 } from "./png.ts";

/** Pixels, of the column of a notebook. */
const WIDTH = 760;

/** Around a chart, which is a white card on a dark page. */
const PADDING = 12;

/** The version that JupyterLab, VS Code and GitHub know; the specs use nothing newer. */
const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** Shows one of the report's charts, by its name there. To be awaited. */
export async function showReportChart(inputs: ReportInputs, name: string): Promise<void> {
  const blocks = composeReport(inputs).sections.flatMap((section) => section.blocks);
  const charts = blocks.filter((block) => block.kind === "chart");
  const chart = charts.find((each) => each.name === name);
  if (chart === undefined) {
    throw new Error(`Cannot show ${name}: expected one of ${charts.map((each) => each.name).join(", ")}`);
  }
  await showChart(chart.spec(WIDTH), chart.alt);
}

/**
 * Shows a chart in every form that a notebook is read in: live in JupyterLab and VS Code, a picture on GitHub and in HTML, its
 * description as text. To be awaited.
 */
export async function showChart(chart: TopLevelSpec, alt: string): Promise<void> {
  const spec = { ...chart, padding: PADDING };
  await send({
    "application/vnd.vegalite.v5+json": { $schema: SCHEMA, ...spec },
    "image/png": pngBase64(await drawSvg(spec, alt)),
    "text/plain": alt,
  });
}
