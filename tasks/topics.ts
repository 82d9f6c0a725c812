import {
  createTopics,
  deadLetterTopic,
  describeTopics,
  type IncomingMessage,
  type Kafka,
  listTopics,
  readTopic,
  TOPIC_DEFAULTS,
  topicLimitFaults,
  verifyTopics,
} from "../pipeline/broker/mod.ts";
import { PipelineError } from "../pipeline/common/mod.ts";
import { defineCommand, positiveInteger, runTask, text } from "./cli/command.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { messageFacts, messagesText } from "./text/message_text.ts";
import { booleanFlag, CLEAN_TOPIC, DLQ_TOPIC, RAW_TOPIC } from "./options/pipeline_options.ts";
import { visibleJson } from "./text/visible.ts";

const command = defineCommand({
  name: "topics",
  summary: "Manages the pipeline's three topics.",
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
      describe: "create: partitions of each topic; verify: the expected number",
    },
    replicationFactor: {
      flag: "replication-factor",
      schema: positiveInteger("replicas").optional(),
      placeholder: "REPLICAS",
      describe: "create: copies of each partition; the cluster's own default unless set",
    },
    minInsync: {
      flag: "min-insync",
      schema: positiveInteger("replicas").optional(),
      placeholder: "REPLICAS",
      describe: "create: min.insync.replicas, the copies that must have a message before it counts as sent",
    },
    topic: {
      flag: "topic",
      schema: text().optional(),
      placeholder: "TOPIC",
      describe: "peek: this topic instead of the raw topic",
    },
    maxMessages: {
      flag: "max-messages",
      schema: positiveInteger("messages"),
      default: 5,
      placeholder: "MESSAGES",
      describe: "peek: show at most this many, from the beginning",
    },
    json: booleanFlag("json", "list, describe, peek: as JSON"),
  },
  positionals: [{
    name: "action",
    choices: ["create", "list", "describe", "verify", "peek"],
    describe:
      "create the missing ones and verify them; list the cluster's topics; describe the three; verify partitions, leaders and limits; show the first messages of a topic",
  }],
  examples: [
    "topics create",
    "topics create --partitions 6 --replication-factor 3 --min-insync 2",
    "topics describe --json",
    "topics peek --topic air_quality.clean",
  ],
});

await runTask(command, async (options, { stdout, log, signal }, [action]) => {
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
    case "peek": {
      const messages = await firstMessages(kafka, options.topic ?? options.rawTopic, options.maxMessages, signal);
      stdout(json ? visibleJson(messages.map(messageFacts)) : messagesText(messages));
      return 0;
    }
    case "create": {
      const created = await createTopics(
        kafka,
        [
          options.rawTopic,
          options.cleanTopic,
          deadLetterTopic(options.dlqTopic),
        ],
        partitions,
        options,
      );
      stdout(names.map((name) => `${name}: ${created.includes(name) ? "created" : "already there"}`).join("\n"));
    }
  }
  await verifyTopics(kafka, names, partitions);
  const [raw, clean, deadLetters] = await describeTopics(kafka, names);
  const faults = topicLimitFaults({ raw, clean, deadLetters });
  if (faults.length > 0) {
    throw new PipelineError("topic_mismatch", `Cannot use the topics as they are: ${faults.join("; ")}`, {
      hint: "set what is named: kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config NAME=VALUE",
    });
  }
  stdout(`verified: ${names.join(", ")} have ${partitions} partitions each, all with a leader`);
  return 0;
});

/** The first messages that are kept, as they come: those of the partition that answers first. */
async function firstMessages(
  kafka: Kafka,
  topic: string,
  most: number,
  signal: AbortSignal,
): Promise<IncomingMessage[]> {
  const found: IncomingMessage[] = [];
  const enough = new AbortController();
  await readTopic(kafka, topic, (messages) => {
    found.push(...messages.slice(0, most - found.length));
    if (found.length === most) enough.abort();
  }, { signal: AbortSignal.any([signal, enough.signal]) });
  return found;
}

function topicText({ name, partitions, offsets, config }: Awaited<ReturnType<typeof describeTopics>>[number]): string {
  const settings = Object.entries(config).map(([key, value]) => `${key}=${value}`).sort().join(" ");
  const lines = partitions.map(({ partition, leader, replicas, inSync, low, high }) =>
    `  partition ${partition}: leader ${leader}, ${replicas} replica${
      replicas === 1 ? "" : "s"
    }, ${inSync} in sync, offsets ${low} to ${high}`
  );
  return [`${name}: ${partitions.length} partitions, ${offsets} offsets in use, ${settings}`, ...lines].join("\n");
}
