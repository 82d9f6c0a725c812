import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readRuns } from "../../../pipeline/facts/mod.ts";
import { readQuality } from "../../../pipeline/quality/mod.ts";
import { writeReport } from "../../../pipeline/document/mod.ts";
import { renderReport, type ReportInputs } from "../../../pipeline/report/mod.ts";
import { type Browser, hasBrowser, type Page, startBrowser } from "../../support/browser.ts";
import { usingFolder } from "../../support/lake.ts";
import { inputs, NOTHING, quality, run } from "./fixture.ts";
import { judgeIntoLake } from "./judged_lake.ts";

const SAMPLE = new URL("../../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname;
const axe = () => Deno.readTextFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));

/** One browser for all: it takes longer to start than all else. */
async function usingPages(work: (open: (inputs: ReportInputs) => Promise<Page>) => Promise<void>): Promise<void> {
  await usingFolder(async (folder) => {
    const browser: Browser = await startBrowser();
    try {
      await browser.page.setWidth(1440);
      let made = 0;
      await work(async (given) => {
        const dir = `${folder}/${made++}`;
        await writeReport(dir, await renderReport(given));
        await browser.page.goto(`file://${dir}/index.html`);
        return browser.page;
      });
      assert.deepEqual(browser.page.complaints, []);
      assert.deepEqual(
        browser.page.requests.filter((each) => !each.startsWith(`file://${folder}/`) && !/^(data|about):/.test(each)),
        [],
      );
    } finally {
      await browser.close();
    }
  });
}

const evidence = (page: Page) => page.texts("#evidence-command").then(([text]) => text);
const summary = (page: Page) => page.texts("#filter-summary").then(([text]) => text!);
/** Clicks into a chart of the filters, at shares of its marks' width and height. */
const clickAt = (page: Page, chart: string, x: number, y: number) =>
  page.evaluate(`{
    const box = document.querySelector("#${chart} svg").getBoundingClientRect();
    const init = { clientX: box.left + box.width * ${x}, clientY: box.top + box.height * ${y}, bubbles: true };
    document.querySelector("#${chart} svg").dispatchEvent(new PointerEvent("click", init));
  }`);

Deno.test({
  name: "the report in a browser (skipped without chromium)",
  ignore: !hasBrowser,
  fn: (test) =>
    usingPages(async (open) => {
      await test.step("filters by dates, rule and station", async () => {
        await usingFolder(async (lakeDir) => {
          await judgeIntoLake(SAMPLE, lakeDir);
          const page = await open({ quality: await readQuality(lakeDir), runs: await readRuns(lakeDir), proof: null });
          assert.match(await summary(page), /^8,757 messages with a date: 8,638 accepted, 119 rejected; 87\.7 %/);
          await change(page, "from", "2004-03-11");
          await change(page, "to", "2004-03-11");
          assert.match(await summary(page), /^24 messages with a date: 24 accepted, 0 rejected/);
          await page.evaluate("document.querySelector('#filters').reset()");
          await page.until("all is shown again", "#filter-summary", /^8,757 /);
          const rule = await page.evaluate<string>(
            "[...document.querySelectorAll('#filters [name=rule] option')].find(({ text }) => text === 'out_of_range nox_gt').value",
          );
          await change(page, "rule", rule);
          assert.match(await summary(page), /out_of_range nox_gt applies to 1 of them\.$/);
          await change(page, "station", "0");
          assert.match(await summary(page), /^8,757 /);
        });
      });

      await test.step("leads from a mark to its command, by pointer and by keyboard", async () => {
        const page = await open(inputs());
        await clickAt(page, "by-rule", 0.99, 0.45);
        assert.equal(await evidence(page), "deno task trace --rule schema_violation --field co_gt --date 2004-03-19");
        await change(page, "station", "0");
        await clickAt(page, "by-time", 0.99, 0.5);
        assert.equal(
          await evidence(page),
          "deno task trace --outcome rejected --station uci --date 2004-03-19",
        );
        await page.evaluate("document.querySelector('#by-field').focus()");
        for (const key of ["ArrowRight", "ArrowDown", "Enter"]) {
          await page.evaluate(
            `document.querySelector("#by-field").dispatchEvent(new KeyboardEvent("keydown", { key: "${key}", bubbles: true }))`,
          );
        }
        assert.equal(
          await evidence(page),
          "deno task trace --missing pt08_s1_co --station uci --date 2004-03-10",
        );
        await page.evaluate(
          `document.querySelector("#reasons svg.wide .mark path").dispatchEvent(new Event("click", { bubbles: true }))`,
        );
        assert.equal(await evidence(page), "deno task trace --rule schema_violation");
      });

      await test.step("walks over the marks of each chart by the arrow keys, and follows one by Enter", async () => {
        const page = await open(inputs());
        const walked = await page.evaluate<string[][]>(`[...document.querySelectorAll("figure .chart")].map((chart) => {
          const press = (key) => chart.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "Enter"]) press(key);
          return [chart.querySelector("[aria-label]").getAttribute("aria-label").split(" ")[0], chart.tabIndex, chart.role,
            chart.querySelector(".readout").textContent, document.querySelector("#evidence-command").textContent];
        })`);
        assert.equal(walked.length, 12);
        for (const [name, ...state] of walked) {
          assert.deepEqual(state.slice(0, 2), [0, "group"], name);
          assert.match(String(state[2]), /\d/, name);
          assert.match(String(state[3]), /^deno task (trace|export) --/, name);
        }
        assert.deepEqual(walked.find(([name]) => name === "Calendar")!.slice(3), [
          "Wed 2004-03-10: 260 of 312 values",
          "deno task trace --missing any --date 2004-03-10",
        ]);
      });

      await test.step("says what a mark under the pointer stands for", async () => {
        const page = await open(inputs());
        await page.evaluate(
          `document.querySelector("#fields svg.wide .mark path").dispatchEvent(new PointerEvent("pointerover", { bubbles: true }))`,
        );
        assert.deepEqual((await page.texts("#fields .readout"))[0], "co_gt: 12 of 240 out of range");
      });

      await test.step("shows markup in a station's name, a reason and a value as text", async () => {
        const hostile = `<img src=x onerror="document.title='hacked'">`;
        const whole = quality();
        const page = await open(inputs({
          quality: quality({
            slices: {
              ...whole.slices,
              stations: [hostile],
              rules: [{ kind: "reason", code: hostile, field: hostile }, whole.slices.rules[1]!],
            },
            silent: [{ station: hostile, field: hostile, lastTs: null, days: 20 }],
            rejectedSample: [{ ...whole.rejectedSample[0]!, stationId: hostile, value: `</script>${hostile}` }],
          }),
          runs: [run({ stationId: hostile })],
        }));
        await change(page, "rule", "0");
        assert.equal(await page.evaluate("document.images.length"), 0);
        assert.notEqual(await page.evaluate("document.title"), "hacked");
        assert.ok((await page.texts("#rejected td")).includes(hostile));
        assert.ok((await page.texts("#filters option")).includes(hostile));
        await clickAt(page, "by-rule", 0.99, 0.6);
        assert.equal((await page.texts("#evidence-command"))[0], "");
      });

      for (
        const [name, given] of [["of a lake", inputs()], [
          "of no reading",
          inputs({ quality: NOTHING, runs: [], proof: null }),
        ]] as const
      ) {
        await test.step(`${name} has nothing that axe-core calls serious, on light and dark, wide and narrow`, async () => {
          const page = await open(given);
          await page.evaluate(`{ for (const each of document.querySelectorAll("details")) each.open = true; }`);
          // Not by a script element, which the page's policy refuses.
          await page.evaluate(`${axe()};undefined`);
          for (const [width, theme] of [[1440, "light"], [390, "dark"]] as const) {
            await page.setWidth(width);
            await page.setMedia({ "prefers-color-scheme": theme });
            const found = await page.evaluate<string[]>(
              `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical")
                .map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3).join(" | ")))`,
            );
            assert.deepEqual(found, [], `${width} ${theme}`);
          }
          await page.setWidth(1440);
        });
      }

      await test.step("is no wider than a telephone, and has no text of a chart cut", async () => {
        const page = await open(inputs());
        for (const width of [390, 768, 1440]) {
          await page.setWidth(width);
          assert.ok(await page.evaluate<number>("document.documentElement.scrollWidth") <= width, `${width} px`);
          const cut = await page.evaluate<string[]>(`[...document.querySelectorAll("svg")].flatMap((svg) => {
            const box = svg.getBoundingClientRect();
            return box.width === 0 ? [] : [...svg.querySelectorAll("text")].filter((text) => {
              const { left, right, top, bottom } = text.getBoundingClientRect();
              return left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
            }).map(({ textContent }) => textContent);
          })`);
          assert.deepEqual(cut, [], `${width} px`);
        }
      });
    }),
});

const change = (page: Page, name: string, value: string) =>
  page.evaluate(`{
    const control = document.querySelector('#filters [name="${name}"]');
    control.value = ${JSON.stringify(value)};
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }`);
