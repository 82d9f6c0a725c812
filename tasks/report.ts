import { PipelineError } from "../pipeline/common/mod.ts";
import { readProof, readQuality, readRuns } from "../pipeline/lake/mod.ts";
import { renderReport, writeReport } from "../pipeline/report/mod.ts";
import { defineCommand, runTask } from "./support/command.ts";
import { OUT_DIR, REPORT_DIR } from "./support/pipeline_options.ts";

const command = defineCommand({
  name: "report",
  summary: "Renders the quality report of a lake: HTML, Markdown, JSON and charts.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to report on" },
    reportDir: REPORT_DIR,
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
