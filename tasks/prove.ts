import { countLines } from "../pipeline/source/mod.ts";
import { digestLake } from "../pipeline/lake/mod.ts";
import { proveForecastRun } from "../pipeline/infer/mod.ts";
import { proveRun } from "../pipeline/sink/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import {
  ALARM_TOPIC,
  booleanFlag,
  CLEAN_TOPIC,
  DLQ_TOPIC,
  FORECAST_TOPIC,
  GROUP_ID,
  OUT_DIR,
  RAW_TOPIC,
  STATE_TOPIC,
} from "./options/pipeline_options.ts";

import { forecastProofText, proofTable } from "./text/proof_text.ts";

const command = defineCommand({
  name: "prove",
  summary:
    "Proves that every reading is in the lake exactly once, or names those that are not. Exit status 0 only if the proof holds.",
  options: {
    bootstrap: BOOTSTRAP,
    rawTopic: RAW_TOPIC,
    cleanTopic: CLEAN_TOPIC,
    dlqTopic: DLQ_TOPIC,
    forecastTopic: FORECAST_TOPIC,
    stateTopic: STATE_TOPIC,
    alarmTopic: ALARM_TOPIC,
    groupId: GROUP_ID,
    outDir: OUT_DIR,
    lake: LAKE,
    csv: {
      flag: "csv",
      path: true,
      schema: text().optional(),
      placeholder: "FILE",
      describe: "the file of the last run: its lines are counted again",
    },
    noForward: booleanFlag(
      "no-forward",
      "the lake was made with --no-forward: ignore the clean and dead-letter topics",
    ),
    json: booleanFlag("json", "print the proof as JSON"),
    digest: {
      ...booleanFlag(
        "digest",
        "do not prove: print the SHA-256 of the compacted silver, which is the same for the same messages",
      ),
      excludes: ["json"],
    },
  },
  examples: ["prove", "prove --csv data/AirQualityUCI.csv", "prove --digest"],
});

await runTask(command, async (options, { log, stdout }) => {
  const lake = lakeOf(options);
  if (options.digest) {
    stdout(await digestLake(lake));
    return 0;
  }
  const kafka = await reachKafka(options.bootstrap, log);
  const proof = await proveRun(kafka, {
    lake,
    groupId: options.groupId,
    rawTopic: options.rawTopic,
    cleanTopic: options.noForward ? null : options.cleanTopic,
    deadLetterTopic: options.noForward ? null : options.dlqTopic,
    fileLines: options.csv === undefined ? null : await countLines(options.csv),
    onNotKept: (error) => log.warn("the proof could not be kept in the lake for reports", { error: String(error) }),
  });
  const forecasts = options.noForward ? null : await proveForecastRun(kafka, { ...options, lake });
  if (options.json) stdout(JSON.stringify(forecasts === null ? proof : { ...proof, forecasts }, null, 2));
  else stdout(proofTable(proof) + (forecasts === null ? "" : `\n${forecastProofText(forecasts)}`));
  return proof.holds && (forecasts?.checks ?? []).every(({ holds }) => holds) ? 0 : 1;
});
