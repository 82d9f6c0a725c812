import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { emptySeries } from "../../../pipeline/explore/mod.ts";
import { writeReport } from "../../../pipeline/document/mod.ts";
import { renderExplore } from "../../../pipeline/report/mod.ts";
import { hasBrowser, startBrowser } from "../../support/browser.ts";
import { usingFolder } from "../../support/lake.ts";
import { inputsOf, madeSeries } from "./fixture.ts";

const axe = () => Deno.readTextFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));
const SIXTY_DAYS = inputsOf(madeSeries(60));

Deno.test("renderExplore() gives the same bytes twice: a page, JSON, Markdown, and each chart as SVG", async () => {
  const files = await renderExplore(SIXTY_DAYS);
  assert.deepEqual([...files.keys()].slice(0, 3), ["index.html", "explore.json", "explore.md"]);
  for (const name of ["finding-day", "cycle-hour", "cycle-week", "correlations", "acf", "stl", "views-week"]) {
    assert.ok(files.has(`${name}.svg`), name);
  }
  assert.deepEqual(await renderExplore(SIXTY_DAYS), files);
});

const never = madeSeries(10, () => NaN), constant = madeSeries(40, (field) => field);
for (
  const [what, series] of [
    ["no hour", emptySeries()],
    ["three days", madeSeries(3)],
    ["no field ever observed", never],
    ["constant fields", constant],
  ] as const
) {
  Deno.test(`renderExplore() says why there is no answer for a station of ${what}`, async () => {
    const files = await renderExplore(inputsOf(series));
    for (const name of ["index.html", "explore.md"]) {
      const text = files.get(name)!.replace(/<script[\s\S]*?<\/script>/g, "");
      assert.doesNotMatch(text, /\bNaN\b|\bundefined\b|\bnull\b|Infinity/, name);
    }
    assert.match(files.get("explore.md")!, /No answer|needed|observed|constant/);
  });
}

Deno.test("renderExplore() warns of synthetic readings in page and Markdown", async () => {
  const files = await renderExplore({ ...SIXTY_DAYS, synthetic: true });
  for (const name of ["index.html", "explore.md"]) assert.match(files.get(name)!, /Synthetic data/);
});

Deno.test({
  name: "the exploration in a browser (skipped without chromium)",
  ignore: !hasBrowser,
  fn: (test) =>
    usingFolder(async (folder) => {
      await writeReport(folder, await renderExplore(SIXTY_DAYS));
      const browser = await startBrowser(), { page } = browser;
      try {
        await page.setWidth(1440);
        await page.goto(`file://${folder}/index.html`);

        await test.step("zooms by keyboard, and shows hours once the span is short", async () => {
          await page.until("the whole is shown", "#series-summary", /hour by hour|means of days/);
          await page.evaluate(`for (let i = 0; i < 4; i++) document.querySelector("#series-context")
            .dispatchEvent(new KeyboardEvent("keydown", { key: "+", bubbles: true }))`);
          await page.until("a part is shown", "#series-summary", /of 90 hours observed.*hour by hour/);
        });

        await test.step("brushes a span, which leads to its rows", async () => {
          await page.evaluate(`{
            const context = document.querySelector("#series-context"), { left, top, width } = context.getBoundingClientRect();
            context.setPointerCapture = () => {};
            for (const [type, share] of [["pointerdown", 0.5], ["pointermove", 0.7], ["pointerup", 0.7]]) {
              context.dispatchEvent(new PointerEvent(type, { clientX: left + width * share, clientY: top + 5, bubbles: true, pointerId: 1 }));
            }
          }`);
          await page.until(
            "the brushed part is shown",
            "#series-export code",
            /^deno task export --from 2004-04-0\d --to 2004-04-\d\d$/,
          );
        });

        await test.step("shows a gap as a break of the line", async () => {
          const moves = await page.evaluate<number>(
            `document.querySelector("#series-focus path").getAttribute("d").split("M").length - 1`,
          );
          assert.ok(moves > 5, `${moves} pieces`);
        });

        await test.step("has nothing that axe-core calls serious, on light and dark, wide and narrow", async () => {
          await page.evaluate(`{ for (const each of document.querySelectorAll("details")) each.open = true; }`);
          await page.evaluate(`${axe()};undefined`);
          for (const [width, theme] of [[1440, "light"], [390, "dark"]] as const) {
            await page.setWidth(width);
            await page.setMedia({ "prefers-color-scheme": theme });
            const found = await page.evaluate<string[]>(
              `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical")
                .map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3).join(" | ")))`,
            );
            assert.deepEqual(found, [], `${width} ${theme}`);
            assert.ok(await page.evaluate<number>("document.documentElement.scrollWidth") <= width, `${width} px`);
          }
        });
        assert.deepEqual(page.complaints, []);
      } finally {
        await browser.close();
      }
    }),
});
