import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { writeReport } from "../pipeline/document/mod.ts";
import {
  definitionsMarkdown,
  emptySeries,
  exploreFleet,
  exploreStation,
  exploreText,
  type StationFiles,
} from "../pipeline/explore/mod.ts";
import { type HourlySeries, loadSeries } from "../pipeline/series/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { booleanFlag, OUT_DIR, REPORT_DIR } from "./options/pipeline_options.ts";

const command = defineCommand({
  name: "explore",
  summary: "Explores silver, station by station: cycles, correlations, trends, anomalies, limits, as explore.json.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to explore" },
    reportDir: { ...REPORT_DIR, default: "reports/explore", describe: "gets explore.json, and stations/ of several" },
    station: {
      flag: "station",
      schema: text().optional(),
      placeholder: "ID",
      describe: "the station of explore.json; the first by name unless set",
    },
    definitions: booleanFlag("definitions", "print what each number of explore.json means, as Markdown, and end"),
  },
  examples: ["explore", "explore --out-dir data --station uci-air-quality", "explore --definitions"],
});

await runTask(command, async ({ outDir, reportDir, station, definitions }, { log, signal, stdout }) => {
  if (definitions) {
    stdout(definitionsMarkdown());
    return 0;
  }
  const startMs = systemClock.now(), all = await loadSeries(outDir);
  if (all.length === 0) await requireSilver(outDir);
  const chosen = all.length === 0 ? emptySeries() : choose(all, station);
  const stations = all.map(({ stationId }): StationFiles[number] => ({
    id: stationId,
    file: stationId === chosen.stationId ? "explore.json" : `stations/${stationId}.json`,
  }));
  const write = (folder: string, name: string, own: string) => writeReport(folder, new Map([[name, own]]));
  await write(reportDir, "explore.json", exploreText(exploreStation(chosen, stations).numbers));
  const others = all.filter((each) => each !== chosen);
  await exploreFleet(others, stations, navigator.hardwareConcurrency, async (stationId, own) => {
    signal.throwIfAborted();
    await write(`${reportDir}/stations`, `${stationId}.json`, own);
  });
  log.info("explored", { folder: reportDir, stations: all.length, seconds: (systemClock.now() - startMs) / 1000 });
  stdout(`${reportDir}/explore.json`);
  return 0;
});

/** A lake without a reading is explored as such; a folder that is no lake is not. */
async function requireSilver(outDir: string): Promise<void> {
  try {
    await Deno.stat(`${outDir}/silver`);
  } catch (cause) {
    throw new PipelineError("not_found", `Cannot explore ${outDir} as there is no lake in it: expected silver/`, {
      hint: "run `deno task pipeline` first, or name the lake with --out-dir",
      cause,
    });
  }
}

function choose(all: readonly HourlySeries[], station: string | undefined): HourlySeries {
  const found = station === undefined ? all[0] : all.find(({ stationId }) => stationId === station);
  if (found !== undefined) return found;
  const names = all.map(({ stationId }) => stationId).slice(0, 5).join(", ");
  throw new PipelineError("usage", `Cannot explore station ${station} as silver has no such one: expected ${names}`, {
    hint: "deno task explore --help",
  });
}
