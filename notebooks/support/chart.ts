import { type Chart, drawPng, drawSvg } from "../../pipeline/document/mod.ts";
import { composeReport, type ReportInputs } from "../../pipeline/report/mod.ts";
import { send } from "./display.ts";

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
export async function showChart(chart: ReturnType<Chart["spec"]>, alt: string): Promise<void> {
  const spec = { ...chart, padding: PADDING };
  await send({
    "application/vnd.vegalite.v5+json": { $schema: SCHEMA, ...spec },
    "image/png": (await drawPng(await drawSvg(spec, alt))).toBase64(),
    "text/plain": alt,
  });
}
