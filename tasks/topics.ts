import {
  createTopics,
  deadLetterTopic,
  describeTopics,
  listTopics,
  TOPIC_DEFAULTS,
  verifyTopics,
} from "../pipeline/broker/mod.ts";
import { defineCommand, positiveInteger, runTask } from "./support/command.ts";
import { reachKafka } from "./support/kafka.ts";
import { BOOTSTRAP } from "./support/local_broker.ts";
import { booleanFlag, CLEAN_TOPIC, DLQ_TOPIC, RAW_TOPIC } from "./support/pipeline_options.ts";

const command = defineCommand({
  name: "topics",
  summary: "Looks after the pipeline's three topics.",
  options: {
    bootstrap: BOOTSTRAP,
    rawTopic: RAW_TOPIC,
    cleanTopic: CLEAN_TOPIC,
    dlqTopic: DLQ_TOPIC,
    partitions: {
      flag: "partitions",
      schema: positiveInteger("partitions"),
      default: TOPIC_DEFAULTS.partitions,
      placeholder: "PARTITIONS",
      describe: "partitions of each topic that is created, and expected by verify",
    },
    json: booleanFlag("json", "list, describe: as JSON"),
  },
  positionals: [{
    name: "action",
    choices: ["create", "list", "describe", "verify"],
    describe: "create the missing ones and verify, list all of the cluster, describe, verify partitions and leaders",
  }],
  examples: ["topics create", "topics create --partitions 6", "topics describe --json"],
});

await runTask(command, async (options, { stdout, log }, [action]) => {
  const kafka = await reachKafka(options.bootstrap, log);
  const names = [options.rawTopic, options.cleanTopic, options.dlqTopic];
  const { partitions, json } = options;
  switch (action) {
    case "list": {
      const topics = await listTopics(kafka);
      stdout(json ? JSON.stringify(topics) : topics.join("\n") || "no topics");
      return 0;
    }
    case "describe": {
      const topics = await describeTopics(kafka, names);
      stdout(json ? JSON.stringify(topics, null, 2) : topics.map(topicText).join("\n"));
      return 0;
    }
    case "create": {
      const created = await createTopics(kafka, [
        options.rawTopic,
        options.cleanTopic,
        deadLetterTopic(options.dlqTopic),
      ], partitions);
      stdout(names.map((name) => `${name}: ${created.includes(name) ? "created" : "was there"}`).join("\n"));
    }
  }
  await verifyTopics(kafka, names, partitions);
  stdout(`verified: ${names.join(", ")} have ${partitions} partitions each, all with a leader`);
  return 0;
});

function topicText({ name, partitions, offsets, config }: Awaited<ReturnType<typeof describeTopics>>[number]): string {
  const settings = Object.entries(config).map(([key, value]) => `${key}=${value}`).sort().join(" ");
  const lines = partitions.map(({ partition, leader, low, high }) =>
    `  partition ${partition}: leader ${leader}, offsets ${low} to ${high}`
  );
  return [`${name}: ${partitions.length} partitions, ${offsets} offsets in use, ${settings}`, ...lines].join("\n");
}
