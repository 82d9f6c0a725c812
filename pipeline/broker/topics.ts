import { type Admin, ConfigResourceTypes, type Kafka, type KafkaJSError, type PartitionMetadata } from "kafkajs";
import { PipelineError, waitUntil } from "../common/mod.ts";
import { withAdmin } from "./offsets.ts";
import { forgetOffsets } from "./reset.ts";

/**
 * How the topics are made. Nothing ages away: `prove` compares what a topic holds with the lake.
 *
 * @example
 * ```ts
 * import { TOPIC_DEFAULTS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(TOPIC_DEFAULTS.partitions, 3);
 * ```
 */
export const TOPIC_DEFAULTS = {
  partitions: 3,
  config: { "retention.ms": "-1", "cleanup.policy": "delete", "compression.type": "producer" },
} as const;

/** A topic to be made: its name, or its name with settings beside those of {@linkcode TOPIC_DEFAULTS}. */
export type TopicToMake = string | { readonly name: string; readonly config: Readonly<Record<string, string>> };

/**
 * The dead-letter topic, which takes twice what the others do (Kafka's limit of 1 MiB): a message that the raw topic just took must fit in
 * with the headers that say why it was refused, or no consumer would ever get past it.
 *
 * @example
 * ```ts
 * import { deadLetterTopic } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(deadLetterTopic("air_quality.dlq"), { name: "air_quality.dlq", config: { "max.message.bytes": "2097152" } });
 * ```
 */
export const deadLetterTopic = (name: string) => ({ name, config: { "max.message.bytes": String(2 * 1_048_576) } });

/** What the headers of a dead letter may need beside the message itself. */
export const TOPIC_HEADROOM_BYTES = 65_536;

/** How often a topic is kept. What is absent is the cluster's own default. */
export interface Copies {
  readonly replicationFactor?: number | undefined;
  /** `min.insync.replicas`: as many must have a message before it counts as sent. */
  readonly minInsync?: number | undefined;
}

const nameOf = (topic: TopicToMake): string => typeof topic === "string" ? topic : topic.name;

/** What is described of a topic's settings. */
const SETTINGS = [
  ...Object.keys(TOPIC_DEFAULTS.config),
  "max.message.bytes",
  "min.insync.replicas",
  "message.timestamp.type",
  "message.timestamp.before.max.ms",
  "message.timestamp.after.max.ms",
  "message.timestamp.difference.max.ms",
];

const SETTLE_TIMEOUT_MS = 30_000;
/** Topics are deleted and then made, each within its own time. */
const CHANGE_TIMEOUT_MS = 3 * SETTLE_TIMEOUT_MS;

/** One topic as the cluster knows it. */
export interface TopicDescription {
  name: string;
  partitions: {
    partition: number;
    /** Node id; -1 while the partition has no leader. */
    leader: number;
    replicas: number;
    /** Those of the replicas that have all of it. */
    inSync: number;
    /** First offset kept. */
    low: number;
    /** Offset after the last. */
    high: number;
  }[];
  /** Offsets in use: the messages, and one more for each transaction and partition. */
  offsets: number;
  config: Record<string, string>;
}

/**
 * Creates those of the topics that are missing and waits until they can be written and read.
 *
 * @returns the names of those it created
 * @throws {PipelineError} `broker_unreachable`
 *
 * @example
 * ```ts
 * import { createTopics, type Kafka } from "./mod.ts";
 * export const setUp = (kafka: Kafka) => createTopics(kafka, ["air_quality.raw", "air_quality.clean"]);
 * ```
 */
export function createTopics(
  kafka: Kafka,
  topics: readonly TopicToMake[],
  partitions: number = TOPIC_DEFAULTS.partitions,
  copies: Copies = {},
): Promise<string[]> {
  return withAdmin(kafka, "create topics", async (admin) => {
    const there = await admin.listTopics();
    const missing = topics.filter((topic) => !there.includes(nameOf(topic)));
    await create(admin, missing, partitions, copies);
    return missing.map(nameOf);
  }, CHANGE_TIMEOUT_MS);
}

/**
 * Empties topics by deleting and creating them. All that they held is lost: only for topics of one's own local broker, or where the user says so.
 * What the groups had committed on them is gone, too.
 *
 * @param groupIds the groups that read these topics
 * @throws {PipelineError} `broker_unreachable`, `group_active` where the cluster kept the offsets of a group that has members
 *
 * @example
 * ```ts
 * import { type Kafka, recreateTopics } from "./mod.ts";
 * export const startAfresh = (kafka: Kafka) => recreateTopics(kafka, ["air_quality.raw"], ["air-quality-consumers"]);
 * ```
 */
export async function recreateTopics(
  kafka: Kafka,
  topics: readonly TopicToMake[],
  groupIds: readonly string[],
  partitions: number = TOPIC_DEFAULTS.partitions,
): Promise<void> {
  const names = topics.map(nameOf);
  await withAdmin(kafka, "recreate topics", async (admin) => {
    const existing = async () => (await admin.listTopics()).filter((name) => names.includes(name));
    const old = await existing();
    // A broker forgets the offsets of deleted topics, but not those of a group that it still loads: it answers once it has loaded it.
    for (const groupId of groupIds) await admin.fetchOffsets({ groupId, topics: old });
    if (old.length > 0) await admin.deleteTopics({ topics: old });
    await settle("delete", names, async () => (await existing()).length === 0);
    await create(admin, topics, partitions);
  }, CHANGE_TIMEOUT_MS);
  for (const groupId of groupIds) await forgetOffsets(kafka, groupId, names);
}

/**
 * The cluster's topics in alphabetical order, without Kafka's own.
 *
 * @throws {PipelineError} `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, listTopics } from "./mod.ts";
 * export const hasTopic = async (kafka: Kafka, name: string) => (await listTopics(kafka)).includes(name);
 * ```
 */
export function listTopics(kafka: Kafka): Promise<string[]> {
  return withAdmin(
    kafka,
    "list topics",
    async (admin) => (await admin.listTopics()).filter((name) => !name.startsWith("__")).sort(),
  );
}

/**
 * Partitions, offsets and settings of topics, in the order of `names`.
 *
 * @throws {PipelineError} `topic_mismatch` where one does not exist, `broker_unreachable`
 *
 * @example
 * ```ts
 * import { describeTopics, type Kafka } from "./mod.ts";
 * export const isEmpty = async (kafka: Kafka, name: string) => (await describeTopics(kafka, [name]))[0]?.offsets === 0;
 * ```
 */
export function describeTopics(kafka: Kafka, names: readonly string[]): Promise<TopicDescription[]> {
  return withAdmin(kafka, "describe topics", async (admin) => {
    const metadata = await partitionsOf(admin);
    // One after the other: where a broker does not know a new topic yet, kafkajs forgets what it was asked of the others at the same time.
    return await Array.fromAsync(names, async (name): Promise<TopicDescription> => {
      const found = metadata.get(name);
      if (!found) {
        throw new PipelineError("topic_mismatch", `Cannot describe ${name} as there is no such topic`, {
          hint: "list the topics: deno task topics list; create the missing ones: deno task topics create",
        });
      }
      const offsets = await admin.fetchTopicOffsets(name);
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name, configNames: [...SETTINGS] }],
      });
      const partitions = found.map(({ partitionId, leader, replicas, isr }) => {
        const bounds = offsets.find(({ partition }) => partition === partitionId);
        const [low, high] = [Number(bounds?.low ?? 0), Number(bounds?.high ?? 0)];
        return { partition: partitionId, leader, replicas: replicas.length, inSync: isr.length, low, high };
      });
      return {
        name,
        partitions,
        offsets: partitions.reduce((sum, { low, high }) => sum + high - low, 0),
        config: Object.fromEntries(
          resources.flatMap(({ configEntries }) =>
            configEntries.map(({ configName, configValue }) => [configName, configValue])
          ),
        ),
      };
    });
  });
}

/**
 * Checks that every topic is there with so many partitions, each of which has a leader.
 *
 * @throws {PipelineError} `topic_mismatch` naming every fault, `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, verifyTopics } from "./mod.ts";
 * export const check = (kafka: Kafka) => verifyTopics(kafka, ["air_quality.raw"], 3);
 * ```
 */
export function verifyTopics(
  kafka: Kafka,
  names: readonly string[],
  partitions: number = TOPIC_DEFAULTS.partitions,
): Promise<void> {
  return withAdmin(kafka, "verify topics", async (admin) => {
    const metadata = await partitionsOf(admin);
    const faults = names.flatMap((name) => {
      const found = metadata.get(name);
      if (!found) return [`${name} does not exist`];
      if (found.length !== partitions) return [`${name} has ${found.length} partition${found.length === 1 ? "" : "s"}`];
      return found.filter(({ leader }) => leader < 0).map(({ partitionId }) => `${name}-${partitionId} has no leader`);
    });
    if (faults.length === 0) return;
    throw new PipelineError(
      "topic_mismatch",
      `Cannot use the topics as they are: expected ${partitions} partitions each, got: ${faults.join("; ")}`,
      {
        hint:
          "create the missing ones: deno task topics create; for the others, use other names, or delete and create them again: deno task pipeline --fresh",
      },
    );
  });
}

/**
 * Whether the cluster makes a topic by itself where one is named that it does not have.
 *
 * @throws {PipelineError} `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, readAutoCreation } from "./mod.ts";
 * export const isSafe = async (kafka: Kafka) => !(await readAutoCreation(kafka));
 * ```
 */
export function readAutoCreation(kafka: Kafka): Promise<boolean> {
  return withAdmin(kafka, "read the broker's settings", async (admin) => {
    const { brokers } = await admin.describeCluster();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: brokers.map(({ nodeId }) => ({
        type: ConfigResourceTypes.BROKER,
        name: String(nodeId),
        configNames: ["auto.create.topics.enable"],
      })),
    });
    return resources.some(({ configEntries }) => configEntries.some(({ configValue }) => configValue === "true"));
  });
}

/** The replication factor by which a topic is asked for with the cluster's own. */
const CLUSTER_DEFAULT = -1;

/** Every topic's partitions in their order. Asked for by name, a missing topic would be an error. */
async function partitionsOf(admin: Admin): Promise<Map<string, PartitionMetadata[]>> {
  const { topics } = await admin.fetchTopicMetadata();
  return new Map(
    topics.filter(({ partitions }) => partitions.length > 0)
      .map(({ name, partitions }) => [name, partitions.sort((a, b) => a.partitionId - b.partitionId)]),
  );
}

async function create(
  admin: Admin,
  made: readonly TopicToMake[],
  partitions: number,
  { replicationFactor = CLUSTER_DEFAULT, minInsync }: Copies = {},
): Promise<void> {
  if (made.length === 0) return;
  const names = made.map(nameOf);
  const topics = made.map((each) => {
    const config = {
      ...TOPIC_DEFAULTS.config,
      ...(minInsync === undefined ? {} : { "min.insync.replicas": String(minInsync) }),
      ...(typeof each === "string" ? {} : each.config),
    };
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    return { topic: nameOf(each), numPartitions: partitions, replicationFactor, configEntries };
  });
  await admin.createTopics({ topics, waitForLeaders: false });
  await settle("create", names, async () => {
    const metadata = await partitionsOf(admin);
    const haveLeaders = names.every((name) => metadata.get(name)?.every(({ leader }) => leader >= 0));
    return haveLeaders && await areFetchable(admin, names);
  });
}

/** A leader is known before it has opened its log: until then it refuses to be read or written. */
async function areFetchable(admin: Admin, names: readonly string[]): Promise<boolean> {
  try {
    for (const name of names) await admin.fetchTopicOffsets(name);
    return true;
  } catch (error) {
    if ((error as Partial<KafkaJSError>).retriable) return false;
    throw error;
  }
}

async function settle(what: string, names: readonly string[], isDone: () => Promise<boolean>): Promise<void> {
  if (await waitUntil(isDone, { timeoutMs: SETTLE_TIMEOUT_MS, pollMs: 100 })) return;
  throw new PipelineError("topic_mismatch", `Cannot ${what} ${names.join(", ")} within ${SETTLE_TIMEOUT_MS / 1000} s`);
}
