/**
 * Takes the pictures of the notebooks that the docs show: `deno task notebooks:pictures`. They are of a real run in JupyterLab, on the data
 * set that AIR_QUALITY_CSV names, or the synthetic sample.
 *
 * @module
 */
import { hasBrowser } from "../support/browser.ts";
import { openLab } from "../support/jupyter_lab.ts";
import { usingBroker } from "../support/kafka.ts";
import { usingFolder } from "../support/lake.ts";

const ROOT = new URL("../../", import.meta.url);
const SAMPLE = new URL("data/sample/AirQuality.synthetic.csv", ROOT).pathname;
/** Time for what is scrolled to to be drawn. */
const DRAWN_MS = 1_500;

/** Name of the picture, notebook, place of the cell at its top. */
const PICTURES = [
  ["pipeline", "02_pipeline.ipynb", 18, "JupyterLab Light"],
  ["quality", "03_quality.ipynb", 10, "JupyterLab Dark"],
] as const;

if (!hasBrowser) {
  console.error("error: there is no chromium on PATH to take pictures with");
  Deno.exit(1);
}
const csv = Deno.env.get("AIR_QUALITY_CSV") || SAMPLE;
await usingBroker(async ({ address: broker }) => {
  for (const [name, notebook, cell, theme] of PICTURES) {
    await usingFolder(async (home) => {
      const lab = await openLab({ home, broker, csv, theme });
      try {
        const page = await lab.runAll(notebook);
        await lab.showCell(cell);
        await new Promise((resolve) => setTimeout(resolve, DRAWN_MS));
        await Deno.writeFile(new URL(`docs/pictures/notebook-${name}.png`, ROOT), await page.screenshot());
      } finally {
        await lab.close();
      }
    });
  }
});
