import { readTextIfThere, removeIfThere, systemClock } from "../pipeline/common/mod.ts";
import { writeReport } from "../pipeline/document/mod.ts";
import { renderFinal, statementPdf } from "../pipeline/report/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { OUT_DIR, REPORT_DIR, RESULTS_DIR } from "./options/pipeline_options.ts";
import { digestsOf, readFinalResults } from "./process/final_results.ts";

const command = defineCommand({
  name: "final",
  summary: "Writes the final report of at most ten pages from the results of explore, evaluate, drift and report.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake that the results must come from" },
    lake: LAKE,
    resultsDir: RESULTS_DIR,
    reportDir: { ...REPORT_DIR, default: "reports/final", describe: "gets final_report.pdf, .html and .md" },
    statement: {
      flag: "statement",
      path: true,
      schema: text(),
      default: "docs/statement.md",
      placeholder: "FILE",
      describe: "the submitter's own statement and list of tools: becomes statement.pdf, outside of the ten pages",
    },
  },
  examples: ["final", "final --out-dir data --results-dir reports"],
});

await runTask(command, async ({ resultsDir, reportDir, statement, ...flags }, { log, stdout }) => {
  const startMs = systemClock.now();
  const results = await readFinalResults(resultsDir, await digestsOf(lakeOf(flags)));
  const { pages, files } = await renderFinal(results);
  await writeReport(reportDir, files);
  await writeStatement(reportDir, statement);
  log.info("final report written", { folder: reportDir, pages, seconds: (systemClock.now() - startMs) / 1000 });
  stdout(`${reportDir}/final_report.pdf: ${pages} pages`);
  return 0;

  async function writeStatement(folder: string, path: string): Promise<void> {
    const markdown = await readTextIfThere(path);
    const pdf = markdown === undefined ? null : await statementPdf(markdown);
    if (pdf !== null) return await writeReport(folder, new Map([["statement.pdf", pdf.bytes]]));
    log.warn(
      `no statement.pdf: ${markdown === undefined ? `there is no ${path}` : `${path} is still to be filled in`}`,
    );
    // One of an earlier run would speak for somebody else.
    await removeIfThere(`${folder}/statement.pdf`);
  }
});
