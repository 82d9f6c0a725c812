import { z } from "zod";
import { parseTimestamp } from "../pipeline/reading/mod.ts";
import { type SplitAt, splitCsv, type SplitPart } from "../pipeline/source/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { chooseCsv } from "./options/dataset.ts";
import { booleanFlag, DIALECT_OPTIONS, REPLAY_OPTIONS } from "./options/pipeline_options.ts";
import { count } from "./text/progress_text.ts";

const share = z.string().transform((text, context) => {
  const value = Number(text);
  if (/^0?\.\d+$/.test(text) && value > 0) return value;
  context.issues.push({ code: "custom", message: "expected a share above 0 and below 1, such as 0.7", input: text });
  return z.NEVER;
});

const timestamp = z.string().transform((text, context) => {
  const timestampMs = parseTimestamp(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (timestampMs !== undefined) return timestampMs;
  const message = "expected a date or timestamp, such as 2005-01-01 or 2005-01-01T12:00:00Z";
  context.issues.push({ code: "custom", message, input: text });
  return z.NEVER;
});

const { csv } = REPLAY_OPTIONS;

const command = defineCommand({
  name: "split",
  summary:
    "Splits a CSV by time into a part to train on and a part to replay: <name>_train.csv and <name>_stream.csv. Each line goes to exactly one.",
  options: {
    csv,
    share: {
      flag: "share",
      schema: share.optional(),
      placeholder: "SHARE",
      describe: "share of the readings, in order of time, that go to the first part (default 0.7)",
    },
    at: {
      flag: "at",
      schema: timestamp.optional(),
      placeholder: "TIME",
      excludes: ["share"],
      describe: "first timestamp of the second part, instead of --share",
    },
    outDir: {
      flag: "out-dir",
      path: true,
      schema: text(),
      default: "data/splits",
      placeholder: "FOLDER",
      describe: "gets both files",
    },
    ...DIALECT_OPTIONS,
    json: booleanFlag("json", "print the outcome as JSON"),
  },
  examples: ["split", "split --share 0.8 --out-dir /tmp/splits", "split --csv readings.csv --at 2005-01-01"],
});

await runTask(command, async (options, { log, stdout }) => {
  const csvPath = await chooseCsv(options.csv, log, options);
  const at: SplitAt = options.at === undefined ? { share: options.share ?? 0.7 } : { timestampMs: options.at };
  const split = await splitCsv({ csvPath, outDir: options.outDir, at, dialectOptions: options });
  const line = ({ path, lines, readings }: SplitPart) => `${path}: ${count(readings)} readings, ${count(lines)} lines`;
  stdout(
    options.json
      ? JSON.stringify(split, null, 2)
      : [`before ${split.cutoff}:  ${line(split.train)}`, `from then on:  ${line(split.stream)}`].join("\n"),
  );
  return 0;
});
