import { z } from "zod";
import { describeGroup, listGroups, planReset, readLag, resetGroup, type ResetTarget } from "../pipeline/broker/mod.ts";
import { PipelineError } from "../pipeline/common/mod.ts";
import { parseTimestamp } from "../pipeline/reading/mod.ts";
import { defineCommand, nonNegativeInteger, runTask } from "./cli/command.ts";
import { groupText, lagText, resetText } from "./text/group_text.ts";
import { visible } from "./text/visible.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { booleanFlag, GROUP_ID, RAW_TOPIC } from "./options/pipeline_options.ts";

const TARGET_FORM = "earliest, latest, an offset, or a timestamp such as 2026-01-31T08:00:00Z";

const target = z.string().transform((text, context): ResetTarget => {
  const timestampMs = parseTimestamp(text);
  if (text === "earliest" || text === "latest") return text;
  if (/^\d{1,15}$/.test(text)) return { offset: Number(text) };
  if (timestampMs !== undefined) return { timestampMs };
  context.issues.push({ code: "custom", message: `expected ${TARGET_FORM}`, input: text });
  return z.NEVER;
});

const command = defineCommand({
  name: "group",
  summary: "Manages consumer groups: lag, members, offsets.",
  options: {
    bootstrap: BOOTSTRAP,
    groupId: GROUP_ID,
    topic: {
      ...RAW_TOPIC,
      flag: "topic",
      describe: "reset: the topic; lag: shown even if nothing is committed yet",
    },
    to: { flag: "to", schema: target.optional(), placeholder: "WHERE", describe: `reset: ${TARGET_FORM}` },
    partition: {
      flag: "partition",
      schema: nonNegativeInteger("partitions").optional(),
      placeholder: "PARTITION",
      describe: "reset: only this partition",
    },
    yes: booleanFlag("yes", "reset: do it; without this flag it is only shown"),
    json: booleanFlag("json", "print as JSON"),
  },
  positionals: [{
    name: "action",
    choices: ["list", "lag", "describe", "reset"],
    describe:
      "list the groups of the cluster; show the lag of one; show its state and members; move its offsets (without --yes, only shown)",
  }],
  examples: [
    "group lag",
    "group describe --json",
    "group reset --to earliest",
    "group reset --to 1200 --partition 2 --yes",
  ],
});

await runTask(command, async (options, { log, stdout }, [action]) => {
  const { groupId, topic, json, to, partition, yes } = options;
  if (action === "reset" && to === undefined) {
    throw new PipelineError("usage", `Cannot reset a group without --to: expected ${TARGET_FORM}`, {
      hint: "start over: deno task group reset --to earliest",
    });
  }
  const kafka = await reachKafka(options.bootstrap, log);
  const show = (value: unknown, text: string) => stdout(json ? JSON.stringify(value, null, 2) : text);
  switch (action) {
    case "list": {
      const groups = await listGroups(kafka);
      show(groups, groups.map(visible).join("\n") || "no groups");
      return 0;
    }
    case "lag": {
      const lags = await readLag(kafka, groupId, [topic]);
      show(lags, lagText(lags));
      return 0;
    }
    case "describe": {
      const group = await describeGroup(kafka, groupId), lags = await readLag(kafka, groupId);
      show({ ...group, lags }, `${groupText(group)}\n${lagText(lags)}`);
      return 0;
    }
    default: {
      const steps = await planReset(kafka, groupId, topic, to!, partition);
      if (yes) await resetGroup(kafka, groupId, topic, steps);
      show({ groupId, topic, done: yes, steps }, resetText(groupId, topic, steps, yes));
      return 0;
    }
  }
});
