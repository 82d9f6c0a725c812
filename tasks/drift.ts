import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { renderPictures, writeReport } from "../pipeline/document/mod.ts";
import { type DriftResult, studyDrift } from "../pipeline/drift/mod.ts";
import { readRuns } from "../pipeline/facts/mod.ts";
import { forecasterOf, LEARNERS } from "../pipeline/forecast/mod.ts";
import { renderDrift } from "../pipeline/report/mod.ts";
import { type HourlySeries, splitSeries } from "../pipeline/series/mod.ts";
import { defineCommand, positiveInteger, runTask } from "./cli/command.ts";
import type { Store } from "../pipeline/lake/mod.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { chooseSeries, FORECAST_OPTIONS } from "./options/forecast.ts";
import { booleanFlag, OUT_DIR, REPORT_DIR } from "./options/pipeline_options.ts";
import { silverDigestOf } from "./options/silver_digest.ts";
import { textTable } from "./text/text_table.ts";

const command = defineCommand({
  name: "drift",
  summary: "Watches inputs, ratios and forecast errors for drift after the cut, and says what each alarm means.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to read silver from" },
    lake: LAKE,
    reportDir: { ...REPORT_DIR, default: "reports/drift" },
    ...FORECAST_OPTIONS,
    cut: { ...FORECAST_OPTIONS.cut, describe: "the last hour of the reference, and the last that models learn from" },
    models: { ...FORECAST_OPTIONS.models, default: "ridge", describe: "models whose errors are watched" },
    years: {
      flag: "years",
      schema: positiveInteger("years"),
      default: "50",
      placeholder: "N",
      describe: "years drawn for each threshold, and again for each false-alarm rate",
    },
    runs: {
      flag: "runs",
      schema: positiveInteger("runs"),
      default: "20",
      placeholder: "N",
      describe: "planted shifts of each size on each stream",
    },
    json: booleanFlag("json", "print drift.json instead of the tables"),
  },
  examples: ["drift", "drift --models persistence,sarima --cut 2004-09-30T23:00"],
});

await runTask(command, async (options, { log, stdout, progress }) => {
  const { reportDir, cut, targets, models, seed, years, runs } = options;
  const startMs = systemClock.now(), lake = lakeOf(options), series = await chooseSeries(lake, options.station);
  const live = progress(["watched"]);
  const learners = LEARNERS.filter(({ name }) => models.includes(name));
  // Nothing is loaded: a fit gives the same bytes each time, so these are the models that `train` saves.
  const fitted = targets.flatMap((target) =>
    learners.map((learner) => {
      live.update("watched", `learning ${target} by ${learner.name}`);
      return { target, model: forecasterOf(learner).fit({ target, hours: hoursUpTo(series, cut), seed }) };
    })
  );
  let count = 0;
  const result = studyDrift(series, {
    cutMs: cut,
    fitted,
    seed,
    years,
    runs,
    silverDigest: await silverDigestOf(lake),
    onStream: ({ watched, target }) => live.update("watched", `${++count} streams  ${watched} ${target}`),
  });
  live.end();

  const files = await renderDrift(result, await noticeOf(lake));
  await writeReport(reportDir, files);
  await writeReport(reportDir, await renderPictures(files));
  const seconds = (systemClock.now() - startMs) / 1000;
  log.info("drift studied", { folder: reportDir, alarms: result.alarms.length, seconds });
  stdout(options.json ? JSON.stringify(result, null, 2) : `${tablesOf(result)}\n\n${reportDir}/index.html`);
  return 0;
});

/** @throws {PipelineError} `usage` where the cut is outside the series */
function hoursUpTo(series: HourlySeries, cutMs: number) {
  const [before, after] = splitSeries(series, cutMs);
  if (before.length > 0 && after.length > 0) return before;
  throw new PipelineError(
    "usage",
    `Cannot cut the series at ${
      new Date(cutMs).toISOString()
    }: it has ${before.length} hours up to there and ${after.length} after`,
    { hint: "give another --cut" },
  );
}

async function noticeOf(lake: Store): Promise<string | undefined> {
  const invented = (await readRuns(lake)).find(({ source }) => source.synthetic);
  return invented &&
    `${invented.source.name} is invented: the numbers show that the method works, and nothing about air.`;
}

function tablesOf({ false_alarms, alarms }: DriftResult): string {
  const rates = false_alarms.map((row) => [
    row.detector,
    String(row.stated_per_year),
    row.measured_per_year.toFixed(2),
    `${row.low.toFixed(2)} to ${row.high.toFixed(2)}`,
  ]);
  const meanings = [...Map.groupBy(alarms, ({ detector, meaning }) => `${detector} ${meaning}`)].sort()
    .map(([name, same]) => [...name.split(" "), String(same.length)]);
  return [
    textTable(["detector", "false alarms a year, at most", "measured", "95 % interval"], rates),
    alarms.length === 0
      ? "no alarm after the cut"
      : textTable(["detector", "meaning", "alarms after the cut"], meanings),
  ].join("\n\n");
}
