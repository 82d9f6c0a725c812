import { z } from "zod";
import { exportSilver } from "../pipeline/lake/mod.ts";
import { parseTimestamp } from "../pipeline/reading/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { booleanFlag, OUT_DIR } from "./options/pipeline_options.ts";
import { count } from "./text/progress_text.ts";

const date = (flag: string, describe: string) => ({
  flag,
  schema: z.string().refine(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined,
    "expected a date such as 2004-03-31",
  ).optional(),
  placeholder: "DATE",
  describe,
});

const command = defineCommand({
  name: "export",
  summary: "Writes silver, or part of it, to one file ordered by time: CSV, NDJSON or Parquet.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to export from" },
    lake: LAKE,
    out: {
      flag: "out",
      path: true,
      schema: z.string().regex(
        /\.(csv|ndjson|parquet)$/,
        "expected a file name that ends in .csv, .ndjson or .parquet",
      ),
      default: "data/export/readings.csv",
      placeholder: "FILE",
      describe: "the file; its ending (.csv, .ndjson, .parquet) sets the format",
    },
    from: date("from", "first date (UTC)"),
    to: date("to", "last date (UTC), included"),
    stationId: {
      flag: "station-id",
      schema: text().optional(),
      placeholder: "ID",
      describe: "only this station's readings",
    },
    json: booleanFlag("json", "print the outcome as JSON"),
  },
  examples: ["export", "export --out march.parquet --from 2004-03-01 --to 2004-03-31", "export --out /tmp/a.ndjson"],
});

await runTask(command, async ({ out, from, to, stationId, json, ...flags }, { stdout }) => {
  const format = out.slice(out.lastIndexOf(".") + 1) as "csv" | "ndjson" | "parquet";
  const exported = await exportSilver({ lake: lakeOf(flags), path: out, format, from, to, stationId });
  const { path, rows, dates } = exported;
  stdout(
    json
      ? JSON.stringify(exported, null, 2)
      : `${path}: ${count(rows)} rows of ${count(dates)} date${dates === 1 ? "" : "s"}`,
  );
  return 0;
});
