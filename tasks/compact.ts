import { compactRun } from "../pipeline/sink/mod.ts";
import { defineCommand, runTask } from "./cli/command.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { booleanFlag, GROUP_ID, makeLakeFolder, OUT_DIR, RAW_TOPIC } from "./options/pipeline_options.ts";
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
    json: booleanFlag("json", "print the outcome as JSON"),
  },
  examples: ["compact", "compact --out-dir /tmp/lake --group-id mine"],
});

await runTask(command, async ({ bootstrap, rawTopic, groupId, outDir, json }, { log, stdout }) => {
  await makeLakeFolder(outDir);
  const kafka = await reachKafka(bootstrap, log);
  const outcome = await compactRun(kafka, { lakeDir: outDir, groupId, rawTopic });
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
