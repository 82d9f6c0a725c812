import assert from "node:assert/strict";
import {
  FILE_RULES,
  injectFaults,
  injectFile,
  judgeCsv,
  measureRules,
  readFaultLabels,
} from "../../../pipeline/evaluate/mod.ts";
import { readLineVerdicts } from "../../../pipeline/evaluate/line_verdict.ts";
import { detectDialect, generateSample, identifyFile } from "../../../pipeline/source/mod.ts";
import { replayIntoLake } from "../../support/replayed.ts";
import { withFolder } from "../../source/fixture.ts";

/** Some two months: long enough for every kind but those of weeks. */
const SAMPLE = generateSample(7).split("\r\n").slice(0, 1_400).join("\r\n") + "\r\n";

function withFiles(use: (files: { csv: string; out: string; labels: string }, folder: string) => Promise<void>) {
  return withFolder(async (folder) => {
    const files = { csv: `${folder}/in.csv`, out: `${folder}/out.csv`, labels: `${folder}/labels.json` };
    await Deno.writeTextFile(files.csv, SAMPLE);
    await use(files, folder);
  });
}

Deno.test("injectFile() writes labels that readFaultLabels() reads back, with the digests of both files", () =>
  withFiles(async (files) => {
    const labels = await injectFile(files, { seed: 1, rate: 0.1 });
    assert.deepEqual(await readFaultLabels(files.labels), labels);
    assert.equal(labels.sourceSha256, (await identifyFile(files.csv)).sha256);
    assert.equal(labels.faultySha256, (await identifyFile(files.out)).sha256);
  }));

Deno.test("injectFile() labels as baseline what the rules say of the same lines without the faults", () =>
  withFiles(async (files) => {
    const { baseline } = await injectFile(files, { seed: 1, rate: 0.1 });
    const dialect = await detectDialect(await identifyFile(files.csv));
    const { sourceLines } = injectFaults(await Deno.readFile(files.csv), dialect, { seed: 1, rate: 0.1 });
    const before = await judgeCsv(files.csv);
    const expected = sourceLines.flatMap((source, index) =>
      (before.get(source)?.flags ?? []).map((flag) => `${index + 1} ${flag}`)
    );
    const labelled = Object.entries(baseline).flatMap(([flag, ranges]) =>
      ranges.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, index) => `${first + index} ${flag}`)
      )
    );
    assert.ok(expected.length > 0);
    assert.deepEqual(labelled.sort(), expected.sort());
  }));

for (const target of ["out", "labels"] as const) {
  Deno.test(`injectFile() refuses to write over its source when that is given for ${target}`, () =>
    withFiles(async (files) => {
      await assert.rejects(injectFile({ ...files, [target]: files.csv }, { seed: 1, rate: 0.1 }), { code: "usage" });
      assert.equal(await Deno.readTextFile(files.csv), SAMPLE);
    }));
}

Deno.test("judgeCsv() and readLineVerdicts() give the same table when a faulty file went through a sink into the lake", () =>
  withFiles(async (files, folder) => {
    const labels = await injectFile(files, { seed: 1, rate: 0.1 });
    const lakeDir = `${folder}/lake`;
    await replayIntoLake(files.out, lakeDir);

    const fromLake = await readLineVerdicts(lakeDir, labels.faultySha256), fromFile = await judgeCsv(files.out);
    assert.deepEqual(new Map([...fromLake].sort(([a], [b]) => a - b)), fromFile);
    assert.deepEqual(measureRules(labels, fromLake, FILE_RULES), measureRules(labels, fromFile, FILE_RULES));
    await assert.rejects(readLineVerdicts(lakeDir, labels.sourceSha256), { code: "lake_mismatch" });
  }));
