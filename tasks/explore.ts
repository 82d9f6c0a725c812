import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { renderPictures, writeReport } from "../pipeline/document/mod.ts";
import {
  definitionsMarkdown,
  emptySeries,
  exploreFleet,
  exploreStation,
  stationFilesOf,
} from "../pipeline/explore/mod.ts";
import { readRuns } from "../pipeline/facts/mod.ts";
import { type ExploreInputs, renderExplore, renderStrategy } from "../pipeline/report/mod.ts";
import { loadSeries } from "../pipeline/series/load.ts";
import type { HourlySeries } from "../pipeline/series/mod.ts";
import { measureFills } from "../pipeline/views/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { readLake, type Store } from "../pipeline/lake/mod.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { booleanFlag, OUT_DIR, REPORT_DIR } from "./options/pipeline_options.ts";
import { silverDigestOf } from "./options/silver_digest.ts";

const command = defineCommand({
  name: "explore",
  summary:
    "Explores silver, station by station: cycles, correlations, trends, anomalies, limits, as page, PDF and JSON.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to explore" },
    lake: LAKE,
    reportDir: {
      ...REPORT_DIR,
      default: "reports/explore",
      describe: "gets index.html, strategy.pdf, explore.json, and stations/ of several",
    },
    station: {
      flag: "station",
      schema: text().optional(),
      placeholder: "ID",
      describe: "the station of the page (the first by name unless set)",
    },
    definitions: booleanFlag("definitions", "print what each number of explore.json means, as Markdown, and end"),
  },
  examples: ["explore", "explore --out-dir data --station uci-air-quality", "explore --definitions"],
});

/** The fields whose ways of filling are scored, and the seed of the places where values are hidden. */
const SCORED = ["co_gt", "c6h6_gt", "nox_gt", "no2_gt"] as const, SEED = 17;

await runTask(command, async ({ reportDir, station, definitions, ...flags }, { log, signal, stdout }) => {
  if (definitions) {
    stdout(definitionsMarkdown());
    return 0;
  }
  const startMs = systemClock.now(), lake = lakeOf(flags), all = await loadSeries(lake);
  if (all.length === 0) await requireSilver(lake);
  const chosen = all.length === 0 ? emptySeries() : choose(all, station);
  const stations = stationFilesOf(all, chosen);
  const fills = Object.fromEntries(SCORED.map((field) => [field, measureFills(chosen.fields[field], SEED)]));
  const synthetic = (await readRuns(lake)).some(({ source }) => source.synthetic);
  const silverDigest = await silverDigestOf(lake);
  const inputs = { ...exploreStation(chosen, stations, silverDigest), series: chosen, fills, synthetic };
  const without = await writePages(reportDir, inputs);
  if (without !== null) log.warn("no strategy.pdf", { reason: without });
  const others = all.filter((each) => each !== chosen);
  const keep = async (stationId: string, own: string) => {
    signal.throwIfAborted();
    await writeReport(`${reportDir}/stations`, new Map([[`${stationId}.json`, own]]));
  };
  await exploreFleet(others, stations, navigator.hardwareConcurrency, keep, silverDigest);
  log.info("explored", { folder: reportDir, stations: all.length, seconds: (systemClock.now() - startMs) / 1000 });
  stdout(`${reportDir}/index.html`);
  return 0;
});

/** @returns why there is no strategic report; null where there is one */
async function writePages(reportDir: string, inputs: ExploreInputs): Promise<string | null> {
  const files = await renderExplore(inputs), strategy = await renderStrategy(inputs);
  await writeReport(reportDir, files);
  await writeReport(reportDir, await renderPictures(files));
  if (strategy.reason !== null) {
    // One of an earlier run would speak of other readings.
    for (const name of ["strategy.pdf", "strategy.json"]) await Deno.remove(`${reportDir}/${name}`).catch(() => {});
    return strategy.reason;
  }
  const json = `${JSON.stringify(strategy.numbers, null, 2)}\n`;
  await writeReport(
    reportDir,
    new Map<string, string | Uint8Array>([["strategy.pdf", strategy.pdf.bytes], ["strategy.json", json]]),
  );
  return null;
}

/** A lake without a reading is explored as such; a folder that is no lake is not. */
async function requireSilver(lake: Store): Promise<void> {
  if (await readLake(lake, ["silver"], (snapshot) => snapshot.version("silver")) >= 0) return;
  throw new PipelineError("not_found", `Cannot explore ${lake.location} as there is no lake in it: expected silver/`, {
    hint: "run `deno task pipeline` first, or name the lake with --lake",
  });
}

function choose(all: readonly HourlySeries[], station: string | undefined): HourlySeries {
  const found = station === undefined ? all[0] : all.find(({ stationId }) => stationId === station);
  if (found !== undefined) return found;
  const names = all.map(({ stationId }) => stationId).slice(0, 5).join(", ");
  throw new PipelineError("usage", `Cannot explore station ${station} as silver has no such one: expected ${names}`, {
    hint: "deno task explore --help",
  });
}
