import assert from "node:assert/strict";
import { judgeIntoLake } from "../report/quality/judged_lake.ts";
import { usingFolder } from "../support/lake.ts";
import type { ProcessOutcome } from "../support/process.ts";
import { runTask } from "../support/task.ts";

const SAMPLE = new URL("../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname;
const HEADER = "Date;Time;CO(GT);T\n";

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const read = (path: string) => Deno.readTextFile(path);

/** Runs the report on the lake of a small CSV, and gives its page. */
async function reportOf(lines: string): Promise<string> {
  let page = "";
  await usingFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, HEADER + lines);
    await judgeIntoLake(`${folder}/a.csv`, `${folder}/data`);
    assert.equal((await runTask(folder, ["report"])).code, 0);
    page = await read(`${folder}/reports/quality/index.html`);
  });
  return page;
}

Deno.test("report writes page, numbers, text and each chart twice, the same bytes for the same lake", () =>
  usingFolder(async (folder) => {
    await judgeIntoLake(SAMPLE, `${folder}/data`);
    const first = await runTask(folder, ["report"]);
    assert.deepEqual([first.code, first.stdout], [0, "reports/quality/index.html\n"], first.stderr);
    assert.equal((await runTask(folder, ["report", "--report-dir", "again"])).code, 0);
    const names = namesIn(`${folder}/again`);
    for (const name of names.filter((name) => name.endsWith(".svg"))) {
      assert.ok(names.includes(name.replace("svg", "png")));
    }
    for (const name of names.filter((name) => name !== "made.json")) {
      assert.deepEqual(
        await Deno.readFile(`${folder}/again/${name}`),
        await Deno.readFile(`${folder}/reports/quality/${name}`),
        name,
      );
    }
    assert.match(await read(`${folder}/again/made.json`), /^{"madeAt":"[^"]+Z","seconds":[\d.]+}\n$/);
  }));

Deno.test("report diff compares a lake with a report, and says so when they are the same", () =>
  usingFolder(async (folder) => {
    await judgeIntoLake(SAMPLE, `${folder}/data`);
    assert.equal((await runTask(folder, ["report"])).code, 0);
    const { code, stdout, stderr } = await runTask(folder, ["report", "diff", "reports/quality", "data"]);
    assert.deepEqual([code, stdout], [0, "reports/diff/index.html\n"], stderr);
    assert.match(await read(`${folder}/reports/diff/diff.md`), /The same numbers/);
  }));

for (
  const [name, args, status, expected] of [
    ["there is no lake", ["report", "--out-dir", "nowhere"], 1, /there is no lake in it.*deno task pipeline/s],
    ["diff names one run", ["report", "diff", "data"], 2, /expected RUN_A RUN_B/],
    [
      "diff names what is none",
      ["report", "diff", "nowhere", "data"],
      1,
      /Cannot compare nowhere: expected a lake, a report/,
    ],
    ["the action is none", ["report", "dif"], 2, /did you mean diff/],
  ] as [string, string[], number, RegExp][]
) {
  Deno.test(`report ends with ${status} and says why when ${name}`, () =>
    usingFolder(async (folder) => {
      const outcome: ProcessOutcome = await runTask(folder, args);
      assert.equal(outcome.code, status);
      assert.match(outcome.stderr, expected);
    }));
}

for (
  const [name, lines, expected] of [
    ["one row", "10/03/2004;18.00.00;2,6;13,6\n", /<span class="figure">1<\/span>/],
    ["only rejected rows", "10/03/2004;18.00.00;-200;13,6\n", /Accepted readings: none/],
    ["a measurement that was never measured", "10/03/2004;18.00.00;2,6;13,6\n", /nmhc_gt was never measured/],
  ] as const
) {
  Deno.test(`report makes a sensible page of ${name}`, async () => assert.match(await reportOf(lines), expected));
}

Deno.test("report follows one rejected reading to its line by the command that it gives", () =>
  usingFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/a.csv`,
      `${HEADER}10/03/2004;18.00.00;2,6;13,6\n10/03/2004;19.00.00;-200;12,5\n`,
    );
    await judgeIntoLake(`${folder}/a.csv`, `${folder}/data`);
    assert.equal((await runTask(folder, ["report"])).code, 0);
    const [, rule] = /<code>deno task trace <span>(--rule [^<]*)<\/span><\/code>/.exec(
      await read(`${folder}/reports/quality/index.html`),
    )!;
    const { stdout, code } = await runTask(folder, ["trace", ...rule!.split(" "), "--csv", "a.csv"]);
    assert.equal(code, 0);
    assert.match(stdout, /csv +10\/03\/2004;19\.00\.00;-200;12,5/);
  }));
