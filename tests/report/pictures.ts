/** Takes the pictures of the report that the docs show, of the lake in data/ (or the folder given): `deno task pictures:report`. */
import { readConsumers, readProof, readRuns } from "../../pipeline/facts/mod.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { writeReport } from "../../pipeline/document/mod.ts";
import { renderReport } from "../../pipeline/report/mod.ts";
import { type Browser, hasBrowser, startBrowser } from "../support/browser.ts";
import { usingFolder } from "../support/lake.ts";

const PICTURES = new URL("../../docs/pictures/", import.meta.url);

if (!hasBrowser) {
  console.error("error: there is no chromium on PATH to take pictures with");
  Deno.exit(1);
}
const lakeDir = Deno.args[0] ?? "data";
await usingFolder(async (folder) => {
  const inputs = {
    quality: await readQuality(lakeDir),
    runs: await readRuns(lakeDir),
    consumers: await readConsumers(lakeDir),
    proof: await readProof(lakeDir),
  };
  await writeReport(folder, await renderReport(inputs));
  await Deno.mkdir(PICTURES, { recursive: true });
  const browser = await startBrowser();
  try {
    await browser.page.setWidth(1440);
    await take(browser, folder, "overview", 1440, "light", "header", "#summary figure");
    await take(browser, folder, "overview-dark", 1440, "dark", "header", "#summary figure");
    await take(browser, folder, "overview-390", 390, "light", "header", "#summary figure");
    await take(browser, folder, "explore", 1440, "light", "#explore", "#explore");
    await take(browser, folder, "completeness", 1440, "light", "#completeness", "#completeness");
    await take(browser, folder, "values", 1440, "light", "#values", "#values");
  } finally {
    await browser.close();
  }
});

/** From the top of one element to the end of another. */
async function take(
  { page }: Browser,
  folder: string,
  name: string,
  width: number,
  theme: "light" | "dark",
  from: string,
  to: string,
): Promise<void> {
  await page.setWidth(width);
  await page.setMedia({ "prefers-color-scheme": theme });
  await page.goto(`file://${folder}/index.html`);
  const [top, bottom] = await page.evaluate<[number, number]>(
    `[document.querySelector("${from}").getBoundingClientRect().top + scrollY,
      document.querySelector("${to}").getBoundingClientRect().bottom + scrollY]`,
  );
  const clip = { x: 0, y: Math.max(0, top - 16), width, height: bottom - top + 24, scale: 1 };
  const { data } = await page.send("Page.captureScreenshot", { captureBeyondViewport: true, clip });
  await Deno.writeFile(new URL(`report-${name}.png`, PICTURES), Uint8Array.fromBase64(data as string));
}
