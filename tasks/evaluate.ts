import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { renderPictures, writeReport } from "../pipeline/document/mod.ts";
import {
  decodeArtifact,
  detailsJson,
  evaluateTarget,
  type Evaluation,
  type Fitted,
  fittedOf,
  hourAt,
  importanceOf,
  LEARNERS,
  MODEL_INDEX,
  type ModelIndex,
  parseModelIndex,
  rollingOrigin,
  type Target,
  type TargetEvaluation,
} from "../pipeline/forecast/mod.ts";
import { digestLake } from "../pipeline/lake/mod.ts";
import { parseTimestamp } from "../pipeline/reading/mod.ts";
import { type Cost, featuresDocument, modelCards, renderModels } from "../pipeline/report/mod.ts";
import { type HourlySeries, splitSeries } from "../pipeline/series/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { chooseSeries, FORECAST_OPTIONS } from "./options/forecast.ts";
import { booleanFlag, OUT_DIR, REPORT_DIR } from "./options/pipeline_options.ts";
import { auditModels, auditText } from "./process/audit_models.ts";
import { forecastCodeDigest } from "./process/code_digest.ts";
import { textTable } from "./text/text_table.ts";

const command = defineCommand({
  name: "evaluate",
  summary:
    "Evaluates the trained models on the hours after the cut and compares them with persistence, into reports/models.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake, with models/ of deno task train" },
    lake: { ...LAKE, describe: `${LAKE.describe}; models/ stays in --out-dir` },
    reportDir: { ...REPORT_DIR, default: "reports/models" },
    seed: FORECAST_OPTIONS.seed,
    rolling: booleanFlag("rolling", "add the second table: models fitted again at each quarter of a year (a minute)"),
    importance: booleanFlag("importance", "measure the importance of each feature, on training hours only (a minute)"),
    audit: booleanFlag(
      "audit",
      "check that no forecast reads the future: train and forecast again with other values in the future",
    ),
    docs: {
      flag: "docs",
      schema: text().optional(),
      placeholder: "FOLDER",
      describe: "write features.md and the cards of the models into this folder, too",
    },
  },
  examples: ["evaluate", "evaluate --rolling --report-dir /tmp/models"],
});

await runTask(command, async (options, { log, stdout, progress }) => {
  const startMs = systemClock.now(), { outDir, reportDir, seed } = options, lake = lakeOf(options);
  const expected = {
    silverDigest: await digestLake(lake),
    codeDigest: forecastCodeDigest(),
    deno: Deno.version.deno,
  };
  const index = await readIndex(outDir), hours = await chooseSeries(lake, index.station);
  if (options.audit) return await audit();
  const cutMs = parseTimestamp(index.cut)!;
  const live = progress(["evaluated"]);
  const targets = new Map<Target, TargetEvaluation>(), costs: Cost[] = [];
  const trainingMs = await readTrainingTimes(outDir);
  for (const [target, models] of Map.groupBy(index.models, (each) => each.target)) {
    const fitted: Fitted[] = [];
    for (const { file, model, bytes } of models) {
      const text = await Deno.readTextFile(`${outDir}/models/${file}`);
      const one = fittedOf(decodeArtifact(text, file, { ...expected, target, model }));
      fitted.push(one);
      costs.push({ target, model, bytes, trainingMs: trainingMs[file] ?? NaN, forecastUs: forecastTimeUs(one, hours) });
    }
    if (!fitted.some(({ name }) => name === "persistence")) {
      throw new PipelineError(
        "usage",
        `Cannot evaluate ${target} without persistence, which all models are compared with`,
        {
          hint: "train it too: deno task train",
        },
      );
    }
    targets.set(target, evaluateTarget({ target, hours, cutMs, fitted, seed }));
    live.update("evaluated", `${targets.size} of ${new Set(index.models.map((each) => each.target)).size} targets`);
  }
  const rolling = options.rolling ? rollingRows(index, hours, seed, (text) => live.update("evaluated", text)) : [];
  const importances = !options.importance ? [] : [...targets.keys()].map((target) => {
    live.update("evaluated", `importance of the features for ${target}`);
    return importanceOf({ target, hours: splitSeries(hours, cutMs)[0], seed });
  });
  live.end();

  const evaluation: Evaluation = { cutMs, silverDigest: expected.silverDigest, targets, rolling, importances };
  const files = await renderModels({ evaluation, station: index.station, costs });
  await writeReport(reportDir, new Map([...files, ["details.json", detailsJson(evaluation)]]));
  await writeReport(reportDir, await renderPictures(files));
  // Apart from all else, which is the same for the same models.
  await writeReport(reportDir, new Map([["made.json", `${JSON.stringify({ costs })}\n`]]));
  if (options.docs !== undefined) {
    await writeReport(options.docs, new Map([["features.md", featuresDocument()]]));
    await writeReport(`${options.docs}/models`, modelCards(evaluation, index));
  }
  log.info("models evaluated", { folder: reportDir, seconds: (systemClock.now() - startMs) / 1000 });
  stdout(`${reportDir}/index.html`);
  stdout([...targets].map(([target, evaluated]) => tableOf(target, evaluated)).join("\n\n"));
  return 0;

  async function audit(): Promise<number> {
    const rows = await auditModels({ outDir, index, hours, origin: expected, seed, progress });
    const leaks = rows.filter(({ fitChanged, leaks }) => fitChanged || leaks.length > 0);
    await writeReport(reportDir, new Map([["audit.json", `${JSON.stringify(rows, null, 2)}\n`]]));
    stdout(auditText(rows));
    return leaks.length === 0 ? 0 : 1;
  }
});

/** @throws {PipelineError} `not_found` where nothing was trained */
async function readIndex(outDir: string): Promise<ModelIndex> {
  try {
    return parseModelIndex(await Deno.readTextFile(`${outDir}/models/${MODEL_INDEX}`));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new PipelineError(
      "not_found",
      `Cannot evaluate models of ${outDir} as there is no ${MODEL_INDEX} in its models/`,
      {
        hint: "train them: deno task train",
        cause,
      },
    );
  }
}

/** By file; empty where the models came without them. */
async function readTrainingTimes(outDir: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await Deno.readTextFile(`${outDir}/models/made.json`)).models;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return {};
    throw cause;
  }
}

/** Microseconds to take a reading and forecast, over the last hours of a station. */
function forecastTimeUs(fitted: Fitted, hours: HourlySeries): number {
  const readings = Array.from({ length: Math.min(1_000, hours.length) }, (_, i) => hourAt(hours, hours.length - 1 - i));
  let state = fitted.init();
  const startMs = systemClock.now();
  for (const reading of readings.reverse()) {
    state = fitted.update(state, reading);
    fitted.predict(state);
  }
  return (systemClock.now() - startMs) * 1_000 / readings.length;
}

/** Recurrent networks are left out: a fit takes longer than all other models together. */
function rollingRows(index: ModelIndex, hours: HourlySeries, seed: number, update: (text: string) => void) {
  const trained = new Set(index.models.map(({ model }) => model));
  const learners = LEARNERS.filter(({ name }) => trained.has(name) && !name.startsWith("lstm"));
  return [...new Set(index.models.map(({ target }) => target))].flatMap((target) =>
    learners.flatMap((learner) => {
      update(`rolling origin: ${target} ${learner.name}`);
      return rollingOrigin(learner, { target, hours, seed });
    })
  );
}

function tableOf(target: Target, { table, details, choice }: TargetEvaluation): string {
  const digits = (value: number | null, places = 3) => value === null ? "–" : value.toFixed(places);
  const rows = Object.entries(table.models).map(([name, row]) => [
    name === choice.used ? `${name} (used)` : name,
    digits(row.mae),
    digits(row.rmse),
    digits(row.mase24),
    `${digits(details[name]!.skill, 1)} %`,
    digits(row.dm.p_holm, 4),
    row.verdict,
    digits(row.coverage90.rolling),
  ]);
  const header = ["model", "MAE", "RMSE", "MASE24", "skill", "p (Holm)", "verdict", "90 % interval holds"];
  return `${target}: ${table.test_n} hours after the cut\n${textTable(header, rows)}`;
}
