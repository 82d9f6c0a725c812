import { compactRun } from "../pipeline/sink/mod.ts";
import { defineCommand, duration, runTask } from "./cli/command.ts";
import { LAKE, writableLakeOf } from "./options/lake.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { booleanFlag, GROUP_ID, OUT_DIR, RAW_TOPIC } from "./options/pipeline_options.ts";
import { count } from "./text/progress_text.ts";

const command = defineCommand({
  name: "compact",
  summary:
    "Merges silver into one file per date, whose bytes depend only on its rows. While messages wait to be consumed, the newest date is left as it is.",
  options: {
    bootstrap: BOOTSTRAP,
    rawTopic: RAW_TOPIC,
    groupId: GROUP_ID,
    outDir: OUT_DIR,
    lake: LAKE,
    keepFor: {
      flag: "keep-for",
      schema: duration(),
      default: "24h",
      placeholder: "TIME",
      describe:
        "keep files that no table lists for this long; readers and writers that still use them must finish within it",
    },
    json: booleanFlag("json", "print the outcome as JSON"),
  },
  examples: ["compact", "compact --out-dir /tmp/lake --group-id mine"],
});

await runTask(command, async (options, { log, stdout }) => {
  const { bootstrap, rawTopic, groupId, keepFor, json } = options;
  const lake = await writableLakeOf(options);
  const kafka = await reachKafka(bootstrap, log);
  const outcome = await compactRun(kafka, { lake, groupId, rawTopic, vacuumBeforeMs: Date.now() - keepFor });
  const { dates, filesBefore, filesAfter, damaged } = outcome;
  for (const message of damaged) log.error("a date cannot be merged", { reason: message });
  const range = dates.length === 0 ? "" : `, ${dates[0]} to ${dates.at(-1)}`;
  stdout(
    json
      ? JSON.stringify(outcome, null, 2)
      : `${count(dates.length)} dates merged${range}: ${count(filesBefore)} silver files before, ${
        count(filesAfter)
      } after`,
  );
  return damaged.length === 0 ? 0 : 1;
});
