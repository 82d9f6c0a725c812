import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { readLineVerdicts } from "../pipeline/evaluate/line_verdict.ts";
import {
  FILE_RULES,
  type LevelFinding,
  measureLevels,
  measureRules,
  readFaultLabels,
} from "../pipeline/evaluate/mod.ts";
import { readConsumers, readProof, readRuns } from "../pipeline/facts/mod.ts";
import { readQuality } from "../pipeline/quality/mod.ts";
import { renderPictures, writeReport } from "../pipeline/document/mod.ts";
import { type MeasuredRules, renderDiff, renderReport } from "../pipeline/report/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import type { Store } from "../pipeline/lake/mod.ts";
import { OUT_DIR, REPORT_DIR } from "./options/pipeline_options.ts";
import { readSide } from "./options/report_side.ts";

const command = defineCommand({
  name: "report",
  summary: "Renders the quality report of a lake, or the changes between two lakes: HTML, Markdown, JSON, SVG and PNG.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to report on" },
    lake: LAKE,
    reportDir: {
      ...REPORT_DIR,
      schema: text().optional(),
      default: undefined,
      describe: "folder of the report (default reports/quality, reports/diff for diff)",
    },
    labels: {
      flag: "labels",
      path: true,
      schema: text().optional(),
      placeholder: "FILE",
      describe:
        "the labels of faults:inject, if the lake holds only that file: adds a section on how well the rules found them",
    },
  },
  positionals: [
    { name: "action", choices: ["diff"], describe: "compare two runs", optional: true },
    {
      name: "RUN_A",
      describe: "diff: a lake (a folder or s3://…), a report's folder, or its quality.json",
      optional: true,
      path: true,
    },
    { name: "RUN_B", describe: "diff: the other one", optional: true, path: true },
  ],
  examples: [
    "report",
    "report --out-dir data --report-dir reports/quality",
    "report diff data data/other",
    "report diff reports/quality/quality.json data",
  ],
});

if (import.meta.main) {
  await runTask(command, async (options, { log, stdout }, [action, runA, runB]) => {
    const startMs = systemClock.now(), madeAt = new Date(Date.now()).toISOString();
    const reportDir = options.reportDir ?? (action === "diff" ? "reports/diff" : "reports/quality");
    const files = action === "diff" ? await diff(runA, runB) : await report(lakeOf(options), options.labels);
    await writeReport(reportDir, files);
    await writeReport(reportDir, await renderPictures(files));
    const seconds = (systemClock.now() - startMs) / 1000;
    // Apart from all else, which is the same for the same lake.
    await writeReport(reportDir, new Map([["made.json", `${JSON.stringify({ madeAt, seconds })}\n`]]));
    log.info("report written", { folder: reportDir, files: files.size, seconds });
    stdout(`${reportDir}/index.html`);
    return 0;
  });
}

async function report(lake: Store, labels: string | undefined): Promise<Map<string, string>> {
  const runs = await readRuns(lake), proof = await readProof(lake), quality = await readQuality(lake);
  if (runs.length === 0 && quality.rows + quality.rejected === 0) {
    throw new PipelineError("not_found", `Cannot report on ${lake.location} as there is no lake in it`, {
      hint: "run `deno task pipeline` first, or name the lake with --out-dir",
    });
  }
  const measured = labels === undefined ? undefined : await measure(labels, lake, quality.levels.clearest);
  const consumers = await readConsumers(lake);
  return await renderReport({ quality, runs, consumers, proof, measured });
}

async function measure(path: string, lake: Store, found: readonly LevelFinding[]): Promise<MeasuredRules> {
  const labels = await readFaultLabels(path);
  const measures = measureRules(labels, await readLineVerdicts(lake, labels.faultySha256), FILE_RULES);
  return { labels, measures, levels: measureLevels(labels, found) };
}

async function diff(runA: string | undefined, runB: string | undefined): Promise<Map<string, string>> {
  if (runA === undefined || runB === undefined) {
    throw new PipelineError("usage", "Cannot run report diff as it needs two runs: expected RUN_A RUN_B", {
      hint: "deno task report --help",
    });
  }
  return await renderDiff(await readSide(runA), await readSide(runB));
}
