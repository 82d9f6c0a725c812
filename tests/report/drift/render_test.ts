import assert from "node:assert/strict";
import { type DriftResult, studyDrift } from "../../../pipeline/drift/mod.ts";
import { forecasterOf, persistence } from "../../../pipeline/forecast/mod.ts";
import { renderDrift } from "../../../pipeline/report/mod.ts";
import { HOUR_MS, splitSeries } from "../../../pipeline/series/mod.ts";
import { madeHours } from "../../support/hours.ts";

const LENGTH = 3_200, CUT_MS = Date.UTC(2004, 5, 30, 23);

/** Six months of made hours; NO2 gains half in July, and NMHC was never measured. */
function study(): DriftResult {
  const made = madeHours(LENGTH);
  const no2_gt = made.fields.no2_gt.map((value, at) => made.startMs + at * HOUR_MS > CUT_MS ? 1.5 * value : value);
  const fields = { ...made.fields, no2_gt, nmhc_gt: new Float64Array(LENGTH).fill(NaN) };
  const series = { ...made, stationId: "<b>", fields, late: 0, doubled: 0, offHour: 0, notes: new Map() };
  const target = "no2_gt", hours = splitSeries(series, CUT_MS)[0];
  const model = forecasterOf(persistence).fit({ target, hours, seed: 1 });
  return studyDrift(series, { cutMs: CUT_MS, fitted: [{ target, model }], seed: 1, years: 10, runs: 2 });
}

const result = study(), files = await renderDrift(result);

Deno.test("renderDrift() has the page, the numbers, Markdown and each chart", () => {
  assert.deepEqual([...files.keys()], [
    "index.html",
    "drift.json",
    "drift.md",
    "delays.svg",
    "stability.svg",
    "alarms.svg",
  ]);
  assert.deepEqual(JSON.parse(files.get("drift.json")!), result);
});

Deno.test("renderDrift() gives the same bytes twice", async () => {
  assert.deepEqual(await renderDrift(study()), files);
});

Deno.test("renderDrift() writes no number that is none, and escapes what came from outside", () => {
  for (const [name, text] of files) {
    // The page carries scripts, which may say NaN.
    if (name !== "index.html") assert.doesNotMatch(text, /\bNaN\b|\bundefined\b|Infinity/, name);
  }
  assert.ok(!files.get("index.html")!.includes("Station <b>"));
});

Deno.test("renderDrift() says why a field has no number and why there are no equal seasons", () => {
  const markdown = files.get("drift.md")!;
  assert.match(markdown, /nmhc\\_gt.*expected 100 observed values in each part, got 0 and 0/);
  assert.match(markdown, /There are no equal seasons to compare: expected 14 days/);
});

Deno.test("renderDrift() leads from each alarm to the readings that it rests on", () => {
  assert.ok(result.alarms.length > 0);
  const { since, ts } = result.alarms[0]!;
  const command = `deno task export --from ${since.slice(0, 10)} --to ${ts.slice(0, 10)}`;
  assert.ok(files.get("drift.md")!.includes(command));
});

Deno.test("renderDrift() says so where there is no alarm, and where the data are invented", async () => {
  const markdown = (await renderDrift({ ...result, alarms: [] }, "the file is invented.")).get("drift.md")!;
  assert.match(markdown, /There is no alarm after the cut/);
  assert.match(markdown, /the file is invented/);
});
