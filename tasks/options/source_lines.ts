import type { RunFacts } from "../../pipeline/facts/mod.ts";
import { chooseDataset, identifyFile } from "../../pipeline/source/mod.ts";
import type { Logger } from "../cli/command.ts";
import { fromCaller } from "../cli/run.ts";
import { readLines } from "../text/csv_lines.ts";
import { SAMPLE_DIR } from "./dataset.ts";
import { DATA_DIR } from "./local_broker.ts";

/** A row of the lake that may name the line it was read from. */
export interface LinedRow {
  readonly sourceLine: number | null;
  readonly stationId: string | null;
}

/** The CSV lines that rows were read from, where the file at hand is the one that their station's readings came from. */
export async function linesOf<Row extends LinedRow>(
  rows: readonly Row[],
  runs: readonly RunFacts[],
  csv: string | undefined,
  log: Logger,
): Promise<Map<Row, string>> {
  const numbered = rows.filter(({ sourceLine }) => sourceLine !== null);
  if (numbered.length === 0) return new Map();
  const envCsv = Deno.env.get("AIR_QUALITY_CSV");
  const { path, origin } = await chooseDataset({
    csv,
    envCsv: envCsv && fromCaller(envCsv),
    dataDir: DATA_DIR,
    sampleDir: SAMPLE_DIR,
    fetch: () => Promise.reject(new TypeError("lines are only shown if the file exists")),
    timeoutMs: 1,
  });
  const { sha256 } = await identifyFile(path);
  const stations = new Set(runs.filter(({ source }) => source.sha256 === sha256).map(({ stationId }) => stationId));
  if (stations.size === 0) {
    log.warn("the lake may not come from this file", {
      file: path,
      files: runs.map(({ source }) => source.name),
    });
    if (origin !== "flag") return new Map();
  }
  const isOfFile = ({ stationId }: LinedRow) => stations.size === 0 || stationId === null || stations.has(stationId);
  const own = numbered.filter(isOfFile);
  const lines = await readLines(path, own.map(({ sourceLine }) => sourceLine!));
  return new Map(own.flatMap((row) => lines.has(row.sourceLine!) ? [[row, lines.get(row.sourceLine!)!]] : []));
}
