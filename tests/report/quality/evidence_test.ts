import assert from "node:assert/strict";
import { readRuns } from "../../../pipeline/facts/mod.ts";
import { readQuality } from "../../../pipeline/quality/mod.ts";
import { renderReport } from "../../../pipeline/report/mod.ts";
import { usingFolder } from "../../support/lake.ts";
import { runTask } from "../../support/task.ts";
import { judgeIntoLake } from "./judged_lake.ts";

const SAMPLE = new URL("../../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname;

interface Mark {
  about: string;
  command: string;
}

const marksOf = (svg: string): Mark[] =>
  [...svg.matchAll(/<g class="mark" data-trace="([^"]*)"><title>([^<]*)<\/title>/g)]
    .map(([, command, about]) => ({ command: command!, about: about! }));

/** The numbers of "co_gt, week of 2004-03-08: 98 of 120 values". */
const numbers = (about: string) =>
  [...about.slice(about.lastIndexOf(": ")).matchAll(/\d[\d,]*/g)].map(([text]) => Number(text.replaceAll(",", "")));

/** By chart: which of its marks is followed, and how many rows its words promise. */
const CHARTS: [chart: string, which: RegExp, rows: (numbers: number[]) => number][] = [
  ["flow", /^rejected/, ([rejected]) => rejected!],
  ["outcome", /rejected/, ([rejected]) => rejected!],
  ["outcome", /suspect/, ([suspect]) => suspect!],
  ["outcome", /valid/, ([valid]) => valid!],
  ["reasons", /^no_pollutant/, ([first]) => first!],
  ["rules", /^calibration_hour/, ([rows]) => rows!],
  ["completeness", /^co_gt/, ([values, readings]) => readings! - values!],
  ["fields", /^nmhc_gt.*missing/, ([missing]) => missing!],
  ["fields", /out of range/, ([out]) => out!],
  ["missing-by-hour", /^rh at 05:00/, ([missing]) => missing!],
  ["values", /^co_gt/, ([gaps]) => gaps!],
  ["no2", /over 200/, ([over]) => over!],
];

Deno.test("each chart's marks lead to as many rows as they say", async (test) => {
  await usingFolder(async (folder) => {
    await judgeIntoLake(SAMPLE, `${folder}/data`);
    const files = await renderReport({
      quality: await readQuality(`${folder}/data`),
      runs: await readRuns(`${folder}/data`),
      proof: null,
    });
    for (const [chart, which, rowsOf] of CHARTS) {
      await test.step(`${chart} ${which}`, async () => {
        const marks = marksOf(files.get(`${chart}.svg`)!);
        const mark = marks.find(({ about, command }) => which.test(about) && command.startsWith("deno task trace "));
        assert.ok(mark, `expected a mark, got ${marks.slice(0, 5).map(({ about }) => about).join("; ")}`);
        const flags = mark.command.slice("deno task ".length).split(" ");
        const { code, stdout, stderr } = await runTask(folder, [...flags, "--json", "--limit", "1"]);
        assert.equal(code, 0, stderr);
        assert.equal(JSON.parse(stdout).total, rowsOf(numbers(mark.about)), `${mark.about}: ${mark.command}`);
      });
    }
    for (const chart of ["calendar", "week"]) {
      await test.step(`${chart}: every cell leads somewhere`, () => {
        const marks = marksOf(files.get(`${chart}.svg`)!);
        assert.ok(marks.length > 100 && marks.every(({ command }) => /^deno task (trace|export) --/.test(command)));
      });
    }
  });
});
