import type { Admin, Kafka, KafkaJSError } from "kafkajs";
import { PipelineError, waitUntil } from "../common/mod.ts";
import { withAdmin } from "./offsets.ts";
import { forgetOffsets } from "./reset.ts";
import { type Copies, nameOf, TOPIC_DEFAULTS, type TopicToMake } from "./topic_settings.ts";
import { partitionsOf } from "./topics.ts";

const SETTLE_TIMEOUT_MS = 30_000;
/** Topics are deleted and then made, each within its own time. */
const CHANGE_TIMEOUT_MS = 3 * SETTLE_TIMEOUT_MS;

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

/** The replication factor by which a topic is asked for with the cluster's own. */
const CLUSTER_DEFAULT = -1;

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
