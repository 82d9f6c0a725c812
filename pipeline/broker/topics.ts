import { type Admin, ConfigResourceTypes, type Kafka, type PartitionMetadata } from "kafkajs";
import { PipelineError } from "../common/mod.ts";
import { withAdmin } from "./offsets.ts";
import { TOPIC_DEFAULTS } from "./topic_settings.ts";

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

/** Every topic's partitions in their order. Asked for by name, a missing topic would be an error. */
export async function partitionsOf(admin: Admin): Promise<Map<string, PartitionMetadata[]>> {
  const { topics } = await admin.fetchTopicMetadata();
  return new Map(
    topics.filter(({ partitions }) => partitions.length > 0)
      .map(({ name, partitions }) => [name, partitions.sort((a, b) => a.partitionId - b.partitionId)]),
  );
}
