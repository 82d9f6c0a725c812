import { z } from "zod";
import { PipelineError } from "../pipeline/common/mod.ts";
import { readRuns } from "../pipeline/facts/mod.ts";
import { type Target, TARGETS } from "../pipeline/forecast/mod.ts";
import { traceForecasts } from "../pipeline/infer/mod.ts";
import { readLake } from "../pipeline/lake/mod.ts";
import { OFFSET_FLAG, OVER_FLAG, type TracedRow, traceRows, WEEKDAY_FLAGS } from "../pipeline/quality/mod.ts";
import { FIELDS, formatTimestamp, NOTE_CODES, REASON_CODES } from "../pipeline/reading/mod.ts";
import { defineCommand, type Options, positiveInteger, runTask, type TaskContext, text } from "./cli/command.ts";
import { hour } from "./options/forecast.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { booleanFlag, OUT_DIR } from "./options/pipeline_options.ts";
import { linesOf } from "./options/source_lines.ts";
import { tracedForecastText } from "./text/traced_forecast_text.ts";
import { visible, visibleJson } from "./text/visible.ts";

const NAMES = FIELDS.map(({ name }) => name);

const date = (flag: string, describe: string) => ({
  flag,
  schema: z.iso.date("expected YYYY-MM-DD").optional(),
  placeholder: "DATE",
  describe,
});

const command = defineCommand({
  name: "trace",
  summary:
    "Finds the CSV lines behind rejections, notes, forecasts or any rows. Reads the lake; needs no broker. Exit status 1 where a forecast cannot be rebuilt with the same bytes.",
  positionals: [
    { name: "TIME", describe: "with --forecast: the hour that is forecast, such as 2005-01-03T08:00", optional: true },
    { name: "TARGET", describe: "with --forecast: the field that is forecast", choices: TARGETS, optional: true },
  ],
  options: {
    forecast: {
      flag: "forecast",
      schema: text().optional(),
      placeholder: "STATION",
      describe: "rebuild the station's forecast of TARGET at TIME from its record, and list the readings it rests on",
    },
    model: {
      flag: "model",
      schema: text().optional(),
      placeholder: "NAME",
      describe: "with --forecast: the forecast of this model (the champion's unless set)",
    },
    rule: {
      flag: "rule",
      schema: z.enum(REASON_CODES).optional(),
      placeholder: "CODE",
      describe: `rejected by this rule: ${REASON_CODES.join(", ")}`,
      excludes: ["note"],
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
      describe: "read from this line of the CSV (the header is line 1)",
    },
    offset: {
      flag: "offset",
      schema: z.string().regex(OFFSET_FLAG.pattern, "expected PARTITION:OFFSET of the raw topic")
        .transform(OFFSET_FLAG.parse).optional(),
      placeholder: "P:O",
      describe: "at this partition and offset of the raw topic",
    },
    field: {
      flag: "field",
      schema: text().optional(),
      placeholder: "FIELD",
      describe: "rule or note about this field",
    },
    outcome: {
      flag: "outcome",
      schema: z.enum(["accepted", "valid", "suspect", "rejected"]).optional(),
      placeholder: "NAME",
      describe: "outcome: accepted (valid or suspect), valid, suspect, rejected",
    },
    missing: {
      flag: "missing",
      schema: z.enum([...NAMES, "any"]).optional(),
      placeholder: "FIELD|any",
      describe: "accepted without a value of this field, missing or out of range",
    },
    over: {
      flag: "over",
      schema: z.string().regex(OVER_FLAG.pattern, "expected FIELD=NUMBER, such as no2_gt=200")
        .transform(OVER_FLAG.parse).optional(),
      placeholder: "FIELD=N",
      describe: "accepted with a value of this field over N",
    },
    station: { flag: "station", schema: text().optional(), placeholder: "ID", describe: "of this station" },
    date: { ...date("date", "measured on this UTC date"), excludes: ["from"] },
    from: date("from", "first UTC date"),
    to: { ...date("to", "last UTC date, included"), excludes: ["date"] },
    hour: {
      flag: "hour",
      schema: z.string().regex(/^([01]?\d|2[0-3])$/, "expected 0 to 23").transform(Number).optional(),
      placeholder: "H",
      describe: "at this hour of the day",
    },
    weekday: {
      flag: "weekday",
      schema: z.enum(WEEKDAY_FLAGS).transform((name) => WEEKDAY_FLAGS.indexOf(name)).optional(),
      placeholder: "DAY",
      describe: `on this day of the week: ${WEEKDAY_FLAGS.join(", ")}`,
    },
    limit: {
      flag: "limit",
      schema: positiveInteger("rows"),
      default: 20,
      placeholder: "ROWS",
      describe: "show at most this many",
    },
    csv: {
      flag: "csv",
      path: true,
      schema: text().optional(),
      placeholder: "FILE",
      describe:
        "the file of the lines (default: AIR_QUALITY_CSV, data/AirQualityUCI.csv, or the sample, if the lake is from it)",
    },
    outDir: { ...OUT_DIR, describe: "the lake" },
    lake: LAKE,
    json: booleanFlag("json", "print the rows as JSON"),
  },
  examples: [
    "trace --rule no_pollutant --limit 5",
    "trace --note out_of_range --field nox_gt",
    "trace --missing co_gt --hour 4",
    "trace --over no2_gt=200 --from 2004-11-01 --to 2004-11-30",
    "trace --line 17",
    "trace --forecast uci-air-quality 2005-01-03T08:00 no2_gt",
  ],
});

await runTask(command, async (options, context, words) => {
  const { log, stdout } = context;
  if (options.forecast !== undefined) return await rebuildForecast(options.forecast, words, options, context);
  if (words.length > 0) {
    throw new PipelineError("usage", `Cannot trace ${words.join(" ")} as it is no flag: expected --forecast with it`, {
      hint: "deno task trace --help",
    });
  }
  const { outDir, lake: place, csv, json, offset: at, date, from = date, to = date, ...where } = options;
  const { rule, note, line, field, outcome, missing, over } = where;
  if ([rule, note, line, at, field, outcome, missing, over].every((each) => each === undefined)) {
    throw new PipelineError(
      "usage",
      "Cannot trace nothing: expected --rule, --note, --field, --outcome, --missing, --over, --line or --offset",
      { hint: "deno task trace --help" },
    );
  }
  const lake = lakeOf({ lake: place, outDir }), tables = ["silver", "rejected"] as const;
  if (await readLake(lake, tables, ({ files }) => tables.every((table) => files(table).length === 0))) {
    throw new PipelineError("not_found", `Cannot trace rows of ${lake.location} as there is no lake in it`, {
      hint: "run `deno task pipeline` first, or name the lake with --out-dir",
    });
  }
  const { rows, total } = await traceRows(lake, { ...where, from, to, at });
  const lines = await linesOf(rows, await readRuns(lake), csv, log);
  const shown = rows.map((row) => ({ ...row, csvLine: lines.get(row) ?? null }));
  stdout(json ? visibleJson({ total, rows: shown }) : shown.map(rowText).join("\n\n") || "no row matches");
  if (!json && total > rows.length) {
    stdout(`\n${rows.length} of ${total.toLocaleString("en-US")} rows; more with --limit`);
  }
  return 0;
});

/** Shows the forecasts of one hour and target, each made again; all must have the same bytes. */
async function rebuildForecast(
  station: string,
  [time, target]: readonly string[],
  { outDir, lake: place, csv, model, limit, json }: Options<typeof command.options>,
  { log, stdout }: TaskContext,
): Promise<number> {
  const at = hour.safeParse(time ?? "");
  if (!at.success || target === undefined) {
    throw new PipelineError(
      "usage",
      `Cannot trace a forecast of ${station}: expected its hour and target after the station, got ${
        [time, target].filter((word) => word !== undefined).join(" ") || "nothing"
      }`,
      { hint: `for example: deno task trace --forecast ${station} 2005-01-03T08:00 no2_gt` },
    );
  }
  const lake = lakeOf({ lake: place, outDir }), query = { station, targetMs: at.data, target: target as Target, model };
  const traced = await traceForecasts(lake, outDir, query);
  if (traced.length === 0) {
    const by = model === undefined ? "" : ` by ${model}`;
    throw new PipelineError(
      "not_found",
      `Cannot trace a forecast of ${target} of ${station} at ${
        formatTimestamp(at.data)
      }${by} as ${lake.location} has none`,
      { hint: "look at what there is: the table forecasts/ in the lake; make forecasts with `deno task forecast`" },
    );
  }
  const rows = traced.flatMap(({ inputs }) => inputs.map((input) => ({ ...input, stationId: station })));
  const lines = await linesOf(rows, await readRuns(lake), csv, log);
  const byLine = new Map([...lines].map(([{ sourceLine }, line]) => [sourceLine, line]));
  if (json) {
    const inputsOf = (inputs: typeof traced[number]["inputs"]) =>
      inputs.map((input) => ({ ...input, csvLine: byLine.get(input.sourceLine) ?? null }));
    stdout(visibleJson(traced.map((each) => ({ ...each, inputs: inputsOf(each.inputs) }))));
  } else {
    stdout(traced.map((each) => tracedForecastText(each, (input) => byLine.get(input.sourceLine), limit)).join("\n\n"));
  }
  return traced.every(({ difference }) => difference === null) ? 0 : 1;
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
    ...(row.missing.length === 0 ? [] : [["missing", row.missing.join(", ")] as [string, string]]),
    ...(row.value === null ? [] : [["received", row.value] as [string, string]]),
    ...(row.csvLine === null ? [] : [["csv", row.csvLine] as [string, string]]),
  ];
  return facts.map(([name, value]) => `${name.padEnd(9)} ${visible(value)}`).join("\n");
}
