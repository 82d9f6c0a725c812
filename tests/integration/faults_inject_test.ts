import assert from "node:assert/strict";
import { injectFile } from "../../pipeline/evaluate/mod.ts";
import { generateSample } from "../../pipeline/source/mod.ts";
import { soundSample } from "../evaluate/sound_sample.ts";
import { assertTold, runWith } from "../support/failed_task.ts";
import { usingFolder } from "../support/lake.ts";
import { replayIntoLake } from "../support/replayed.ts";

const FILES = { "in.csv": generateSample(7).split("\r\n").slice(0, 1_000).join("\r\n") + "\r\n" };

const inject = (change: Record<string, string> = {}) => [
  "faults:inject",
  ...Object.entries({ csv: "in.csv", out: "out.csv", labels: "labels.json", ...change }).map(([flag, value]) =>
    `--${flag}=${value}`
  ),
];

Deno.test("faults:inject writes the faulty file and its labels, and prints the table when it is asked to measure", () =>
  usingFolder(async (cwd) => {
    const { code, stdout, stderr } = await runWith(cwd, [...inject({ seed: "3" }), "--measure"], FILES);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^# The rules measured\n[\s\S]*Seed 3, rate 0\.1[\s\S]*\| duplicate \|/);
    assert.equal(JSON.parse(await Deno.readTextFile(`${cwd}/labels.json`)).seed, 3);
    assert.notEqual(await Deno.readTextFile(`${cwd}/out.csv`), FILES["in.csv"]);
  }));

Deno.test("faults:inject --levels puts channels in another unit, and prints whether the report would find it", () =>
  usingFolder(async (cwd) => {
    const { code, stdout, stderr } = await runWith(cwd, [...inject({ seed: "3" }), "--levels", "--measure"], {
      "in.csv": soundSample(200),
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /## Changed levels[\s\S]*It found 6 of 8\.[\s\S]*\| level\\_tenth \|/);
    const { faults } = JSON.parse(await Deno.readTextFile(`${cwd}/labels.json`));
    assert.ok(faults.slice(1).every(({ levelDates }: { levelDates: string[] }) => levelDates.length === 2));
  }));

const BAD: [string, Record<string, string>, number, ...string[]][] = [
  ["the rate is too high", { rate: "0.5" }, 2, "--rate", "0.2"],
  ["it would write over its source", { out: "in.csv" }, 2, "Cannot put faults into in.csv itself"],
  ["there is no such file", { csv: "none.csv" }, 1, "none.csv", "no such file"],
];

for (const [when, change, status, ...says] of BAD) {
  Deno.test(`faults:inject says what is wrong when ${when}`, () =>
    usingFolder(async (cwd) => {
      assertTold(await runWith(cwd, inject(change), FILES), status, ...says);
      assert.equal(await Deno.readTextFile(`${cwd}/in.csv`), FILES["in.csv"]);
    }));
}

/** A lake of the faulty file, and its labels. */
async function makeLake(cwd: string): Promise<void> {
  await Deno.writeTextFile(`${cwd}/in.csv`, FILES["in.csv"]);
  const files = { csv: `${cwd}/in.csv`, out: `${cwd}/out.csv`, labels: `${cwd}/labels.json` };
  await injectFile(files, { seed: 3, rate: 0.1 });
  await replayIntoLake(files.out, `${cwd}/data`);
}

Deno.test("report adds how the rules did when it is given the labels of the lake's file", () =>
  usingFolder(async (cwd) => {
    await makeLake(cwd);
    const { code, stderr } = await runWith(cwd, ["report", "--labels", "labels.json"]);
    assert.equal(code, 0, stderr);
    const { measures } = JSON.parse(await Deno.readTextFile(`${cwd}/reports/quality/quality.json`));
    assert.equal(measures.rules.find(({ rule }: { rule: string }) => rule === "duplicate").recall, 1);
    assert.deepEqual(measures.levels, { changes: [], false: [], baseline: [] });
    assert.match(await Deno.readTextFile(`${cwd}/reports/quality/index.html`), /The rules measured/);
  }));

Deno.test("report says so when the labels are of another file than the lake's", () =>
  usingFolder(async (cwd) => {
    await makeLake(cwd);
    await injectFile({ csv: `${cwd}/in.csv`, out: `${cwd}/other.csv`, labels: `${cwd}/labels.json` }, {
      seed: 4,
      rate: 0.1,
    });
    const outcome = await runWith(cwd, ["report", "--labels", "labels.json"]);
    assertTold(outcome, 1, "expected one whole replay of the file with SHA-256", "got another file");
  }));
