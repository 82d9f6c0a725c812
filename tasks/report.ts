import { PipelineError } from "../pipeline/common/mod.ts";
import { readProof, readQuality, readRuns } from "../pipeline/lake/mod.ts";
import { renderReport, writeReport } from "../pipeline/report/mod.ts";
import { defineCommand, runTask, text } from "./support/command.ts";

const command = defineCommand({
  name: "report",
  summary: "Renders the quality report of a lake: HTML, Markdown, JSON and charts.",
  options: {
    outDir: {
      flag: "out-dir",
      env: "OUT_DIR",
      schema: text(),
      default: "data",
      placeholder: "FOLDER",
      describe: "the lake to report on",
    },
    reportDir: {
      flag: "report-dir",
      env: "REPORT_DIR",
      schema: text(),
      default: "reports/quality",
      placeholder: "FOLDER",
      describe: "where the report goes",
    },
  },
  examples: ["report", "report --out-dir data --report-dir reports/quality"],
});

if (import.meta.main) {
  await runTask(command, async ({ outDir, reportDir }, { log, stdout }) => {
    const runs = await readRuns(outDir), proof = await readProof(outDir), quality = await readQuality(outDir);
    if (runs.length === 0 && quality.rows + quality.rejected === 0) {
      throw new PipelineError("not_found", `Cannot report on ${outDir} as there is no lake in it`, {
        hint: "run `deno task pipeline` first, or name the lake with --out-dir",
      });
    }
    const files = await renderReport({ quality, runs, proof });
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
