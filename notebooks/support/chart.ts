import { type Chart, type Document, drawPng, drawSvg } from "../../pipeline/document/mod.ts";
import { composeExplore, composeReport, type ExploreInputs, type ReportInputs } from "../../pipeline/report/mod.ts";
import { send } from "./display.ts";

/** Pixels, of the column of a notebook. */
const WIDTH = 760;

/** Around a chart, which is a white card on a dark page. */
const PADDING = 12;

/** The version that JupyterLab, VS Code and GitHub know; the specs use nothing newer. */
const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** Shows one of the quality report's charts, by its name there. To be awaited. */
export const showReportChart = (inputs: ReportInputs, name: string): Promise<void> =>
  showDocumentChart(composeReport(inputs), name);

/** Shows one of the exploration's charts, by its name there; where the data have no answer, the reason. To be awaited. */
export const showExploreChart = (inputs: ExploreInputs, name: string): Promise<void> =>
  showDocumentChart(composeExplore(inputs), name, "There is no such picture: these readings are too few for it.");

async function showDocumentChart({ sections }: Document, name: string, orSay?: string): Promise<void> {
  const blocks = sections.flatMap((section) => section.blocks);
  const charts = blocks.filter((block) => block.kind === "chart" || block.kind === "drawing");
  const chart = charts.find((each) => each.name === name);
  if (chart?.kind === "chart") await showChart(chart.spec(WIDTH), chart.alt);
  else if (chart?.kind === "drawing") await showDrawing(chart.draw(WIDTH), chart.alt);
  else if (orSay !== undefined) await send({ "text/plain": orSay });
  else throw new Error(`Cannot show ${name}: expected one of ${charts.map((each) => each.name).join(", ")}`);
}

async function showDrawing(svg: string, alt: string): Promise<void> {
  await send({ "image/png": (await drawPng(svg)).toBase64(), "text/plain": alt });
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
