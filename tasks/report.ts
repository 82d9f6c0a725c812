import { PipelineError } from "../pipeline/common/mod.ts";
import {
  FILE_RULES,
  measureRules,
  readFaultLabels,
  readLineVerdicts,
  readProof,
  readQuality,
  readRuns,
} from "../pipeline/lake/mod.ts";
import { type MeasuredRules, renderReport, writeReport } from "../pipeline/report/mod.ts";
import { defineCommand, runTask, text } from "./support/command.ts";
import { OUT_DIR, REPORT_DIR } from "./support/pipeline_options.ts";

const command = defineCommand({
  name: "report",
  summary: "Renders the quality report of a lake: HTML, Markdown, JSON and charts.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to report on" },
    reportDir: REPORT_DIR,
    labels: {
      flag: "labels",
      schema: text().optional(),
      placeholder: "FILE",
      describe: "the labels of faults:inject, where the lake is of its file alone: adds how the rules did",
    },
  },
  examples: ["report", "report --out-dir data --report-dir reports/quality"],
});

if (import.meta.main) {
  await runTask(command, async ({ outDir, reportDir, labels }, { log, stdout }) => {
    const runs = await readRuns(outDir), proof = await readProof(outDir), quality = await readQuality(outDir);
    if (runs.length === 0 && quality.rows + quality.rejected === 0) {
      throw new PipelineError("not_found", `Cannot report on ${outDir} as there is no lake in it`, {
        hint: "run `deno task pipeline` first, or name the lake with --out-dir",
      });
    }
    const measured = labels === undefined ? undefined : await measure(labels, outDir);
    const files = await renderReport({ quality, runs, proof, measured });
    await writeReport(reportDir, files);
    log.info("report written", {
      folder: reportDir,
      files: files.size,
      accepted: quality.rows,
      rejected: quality.rejected,
    });
    stdout(`${reportDir}/index.html`);
    return 0;
  });
}

async function measure(path: string, lakeDir: string): Promise<MeasuredRules> {
  const labels = await readFaultLabels(path);
  return { labels, measures: measureRules(labels, await readLineVerdicts(lakeDir, labels.faultySha256), FILE_RULES) };
}
