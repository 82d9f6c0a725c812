import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { writeReport } from "../pipeline/document/mod.ts";
import { exploreStation, exploreText, stationFilesOf } from "../pipeline/explore/mod.ts";
import { readRuns } from "../pipeline/facts/mod.ts";
import { digestLake, type Store } from "../pipeline/lake/mod.ts";
import { readQuality } from "../pipeline/quality/mod.ts";
import {
  digestOf,
  type Evidence,
  featuresDocument,
  type Grade,
  gradedFiles,
  gradeWork,
  type Remade,
  renderFinal,
  renderGrade,
  renderStrategy,
} from "../pipeline/report/mod.ts";
import { loadSeries } from "../pipeline/series/load.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { booleanFlag, OUT_DIR, REPORT_DIR, RESULTS_DIR } from "./options/pipeline_options.ts";
import { silverDigestOf } from "./options/silver_digest.ts";
import { readFinalResults } from "./process/final_results.ts";
import { makeEverything } from "./process/grade_run.ts";
import { textTable } from "./text/text_table.ts";

const command = defineCommand({
  name: "grade",
  summary:
    "Judges the work by the assignment, line by line: what is asked, the command, the file with its SHA-256, pass or fail. Exit status 0 only if every line passes.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake, with models/ of deno task train" },
    lake: { ...LAKE, describe: `${LAKE.describe}; models/ stays in --out-dir` },
    resultsDir: RESULTS_DIR,
    reportDir: { ...REPORT_DIR, default: "reports/grade", describe: "gets index.html, grade.json, grade.md" },
    run: booleanFlag("run", "make everything from nothing first: pipeline, models, forecasts, all reports"),
    csv: {
      flag: "csv",
      path: true,
      schema: text().optional(),
      placeholder: "FILE",
      describe: "with --run: the CSV to replay (found as by every task unless set)",
    },
    json: booleanFlag("json", "print the grade as JSON"),
  },
  examples: ["grade", "grade --run", "grade --json"],
});

await runTask(command, async (options, { log, signal, stdout, progress }) => {
  const { outDir, resultsDir, reportDir, run, csv, json } = options, lake = lakeOf(options);
  const startMs = systemClock.now();
  if (run) {
    const live = progress(["making"]);
    await makeEverything(
      { outDir, lake: options.lake, resultsDir, csv },
      signal,
      (task) => live.update("making", task),
    );
    live.end();
    log.info("everything made", { seconds: (systemClock.now() - startMs) / 1000 });
  }
  const remade = await remake(lake, resultsDir);
  const own = "files" in remade.final ? [...remade.final.files.keys()].map((name) => `reports/final/${name}`) : [];
  const files = await readFiles([...gradedFiles(), ...own], lake, outDir, resultsDir);
  const evidence: Evidence = { bytes: (path) => files.get(path), remade };
  const synthetic = (await readRuns(lake)).some(({ source }) => source.synthetic);
  const grade = gradeWork(evidence, synthetic), pass = grade.lines.every((line) => line.pass);
  await writeReport(reportDir, await renderGrade(grade));
  log.info("graded", { folder: reportDir, pass, seconds: (systemClock.now() - startMs) / 1000 });
  stdout(json ? JSON.stringify(grade, null, 2) : `${tableOf(grade)}\n\n${reportDir}/index.html`);
  return pass ? 0 : 1;
});

/** Makes again what files are compared with. */
async function remake(lake: Store, resultsDir: string): Promise<Remade> {
  const all = await loadSeries(lake), [series] = all;
  if (series === undefined) {
    throw new PipelineError("not_found", `Cannot grade ${lake.location} as there is no silver in it`, {
      hint: "make everything from nothing: deno task grade --run",
    });
  }
  const explored = exploreStation(series, stationFilesOf(all, series), await silverDigestOf(lake));
  const synthetic = (await readRuns(lake)).some(({ source }) => source.synthetic);
  const strategy = await renderStrategy({ ...explored, series, fills: {}, synthetic });
  const qualityDigest = digestOf(await readQuality(lake));
  return {
    qualityDigest,
    explore: exploreText(explored.numbers),
    strategy: strategy.reason === null ? strategy.pdf : strategy,
    final: await orReason(async () => {
      const identity = { silverDigest: await digestLake(lake), qualityDigest };
      return await renderFinal(await readFinalResults(resultsDir, identity));
    }),
    features: featuresDocument(),
  };
}

/** A report that cannot be made says why: that is the reason of its lines. */
async function orReason<T>(make: () => Promise<T>): Promise<T | { reason: string }> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof PipelineError) return { reason: error.message };
    throw error;
  }
}

/** The files of the rubric and of the final report, by the path that the rubric calls them. */
async function readFiles(
  paths: readonly string[],
  lake: Store,
  outDir: string,
  resultsDir: string,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const path of new Set(paths)) {
    const [top, ...rest] = path.split("/"), key = rest.join("/");
    const bytes = top === "reports"
      ? await bytesIfThere(`${resultsDir}/${key}`)
      : top !== "data"
      ? await bytesIfThere(new URL(`../${path}`, import.meta.url))
      // Models stay in the folder where the lake is elsewhere.
      : key.startsWith("models/")
      ? await bytesIfThere(`${outDir}/${key}`)
      : await lake.get(key);
    if (bytes !== null) found.set(path, bytes);
  }
  return found;
}

async function bytesIfThere(path: string | URL): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function tableOf({ lines, points }: Grade): string {
  const rows = lines.map(({ id, points, bonus, pass, asks, reason }) => [
    id,
    `${points}${bonus ? "+" : ""}`,
    pass ? "pass" : "FAIL",
    pass ? asks : `${asks}: ${reason}`,
  ]);
  return `${
    textTable(["line", "points", "", "asked"], rows)
  }\n${points.earned} of ${points.possible} points, ${points.bonus} of ${points.bonus_possible} bonus`;
}
