import { z } from "zod";
import { PipelineError } from "../pipeline/common/mod.ts";
import { listLake, readRuns, type RunFacts, type TracedRow, traceRows } from "../pipeline/lake/mod.ts";
import { NOTE_CODES, REASON_CODES } from "../pipeline/reading/mod.ts";
import { chooseDataset, identifyFile } from "../pipeline/source/mod.ts";
import { defineCommand, type Logger, positiveInteger, runTask, text } from "./support/command.ts";
import { readLines } from "./support/csv_lines.ts";
import { SAMPLE_DIR } from "./support/dataset.ts";
import { DATA_DIR } from "./support/local_broker.ts";
import { booleanFlag, OUT_DIR } from "./support/pipeline_options.ts";
import { visible, visibleJson } from "./support/visible.ts";

const command = defineCommand({
  name: "trace",
  summary:
    "From a rejection or a note, or any row, to the line of the CSV behind it. Reads the lake; no broker is needed.",
  options: {
    rule: {
      flag: "rule",
      schema: z.enum(REASON_CODES).optional(),
      placeholder: "CODE",
      describe: `rejected by this rule: ${REASON_CODES.join(", ")}`,
      excludes: "note",
    },
    note: {
      flag: "note",
      schema: z.enum(NOTE_CODES).optional(),
      placeholder: "CODE",
      describe: `accepted with this note: ${NOTE_CODES.join(", ")}`,
    },
    line: {
      flag: "line",
      schema: positiveInteger("lines").optional(),
      placeholder: "N",
      describe: "read from this line of the CSV, its header being 1",
    },
    offset: {
      flag: "offset",
      schema: z.string().regex(/^\d{1,9}:\d{1,15}$/, "expected PARTITION:OFFSET of the raw topic").transform((text) => {
        const [partition, offset] = text.split(":").map(Number);
        return { partition: partition!, offset: offset! };
      }).optional(),
      placeholder: "P:O",
      describe: "at this partition and offset of the raw topic",
    },
    field: {
      flag: "field",
      schema: text().optional(),
      placeholder: "FIELD",
      describe: "rule or note about this field",
    },
    station: { flag: "station", schema: text().optional(), placeholder: "ID", describe: "of this station" },
    date: {
      flag: "date",
      schema: z.iso.date("expected YYYY-MM-DD").optional(),
      placeholder: "DATE",
      describe: "measured on this UTC date",
    },
    limit: {
      flag: "limit",
      schema: positiveInteger("rows"),
      default: 20,
      placeholder: "ROWS",
      describe: "at most so many",
    },
    csv: {
      flag: "csv",
      schema: text().optional(),
      placeholder: "FILE",
      describe:
        "the file of the lines; without it AIR_QUALITY_CSV, data/AirQualityUCI.csv, or the sample, if the lake is from it",
    },
    outDir: { ...OUT_DIR, describe: "the lake" },
    json: booleanFlag("json", "print the rows as JSON"),
  },
  examples: ["trace --rule no_pollutant --limit 5", "trace --note out_of_range --field nox_gt", "trace --line 17"],
});

await runTask(command, async (options, { log, stdout }) => {
  const { rule, note, line, offset, field, station, date, limit, outDir } = options;
  if ([rule, note, line, offset, field].every((each) => each === undefined)) {
    throw new PipelineError("usage", "Cannot trace nothing: expected --rule, --note, --field, --line or --offset", {
      hint: "deno task trace --help",
    });
  }
  const { parts, compacted } = await listLake(outDir);
  if (parts.length + compacted.length === 0) {
    throw new PipelineError("not_found", `Cannot trace rows of ${outDir} as there is no lake in it`, {
      hint: "run `deno task pipeline` first, or name the lake with --out-dir",
    });
  }
  const { rows, total } = await traceRows(outDir, { rule, note, line, field, station, date, limit, at: offset });
  const lines = await linesOf(rows, await readRuns(outDir), options.csv, log);
  const shown = rows.map((row) => ({ ...row, csvLine: lines.get(row) ?? null }));
  stdout(options.json ? visibleJson({ total, rows: shown }) : shown.map(rowText).join("\n\n") || "no row matches");
  if (!options.json && total > rows.length) {
    stdout(`\n${rows.length} of ${total.toLocaleString("en-US")} rows; more with --limit`);
  }
  return 0;
});

/** The CSV lines that the rows were read from, where the file at hand is the one that their station's readings came from. */
async function linesOf(
  rows: readonly TracedRow[],
  runs: readonly RunFacts[],
  csv: string | undefined,
  log: Logger,
): Promise<Map<TracedRow, string>> {
  const numbered = rows.filter(({ sourceLine }) => sourceLine !== null);
  if (numbered.length === 0) return new Map();
  const { path, origin } = await chooseDataset({
    csv,
    envCsv: Deno.env.get("AIR_QUALITY_CSV"),
    dataDir: DATA_DIR,
    sampleDir: SAMPLE_DIR,
    fetch: () => Promise.reject(new TypeError("lines are looked up in files that are there")),
    timeoutMs: 1,
  });
  const { sha256 } = await identifyFile(path);
  const stations = new Set(runs.filter(({ source }) => source.sha256 === sha256).map(({ stationId }) => stationId));
  if (stations.size === 0) {
    log.warn("the lake is not known to come from this file", {
      file: path,
      files: runs.map(({ source }) => source.name),
    });
    if (origin !== "flag") return new Map();
  }
  const isOfFile = ({ stationId }: TracedRow) => stations.size === 0 || stationId === null || stations.has(stationId);
  const own = numbered.filter(isOfFile);
  const lines = await readLines(path, own.map(({ sourceLine }) => sourceLine!));
  return new Map(own.flatMap((row) => lines.has(row.sourceLine!) ? [[row, lines.get(row.sourceLine!)!]] : []));
}

function rowText(row: TracedRow & { csvLine: string | null }): string {
  const facts: [string, string][] = [
    ["line", row.sourceLine === null ? "not known" : String(row.sourceLine)],
    ["offset", `${row.partition}:${row.offset}`],
    ["station", row.stationId ?? "not readable"],
    ["ts", row.ts ?? "not readable"],
    ...row.reasons.map(({ code, field, expected, got }): [string, string] => [
      "rejected",
      `${code}${field && ` ${field}`}: expected ${expected}, got ${got}`,
    ]),
    ...(row.kind === "accepted" ? [["accepted", row.notes.join("; ") || "without a note"] as [string, string]] : []),
    ...(row.value === null ? [] : [["received", row.value] as [string, string]]),
    ...(row.csvLine === null ? [] : [["csv", row.csvLine] as [string, string]]),
  ];
  return facts.map(([name, value]) => `${name.padEnd(9)} ${visible(value)}`).join("\n");
}
