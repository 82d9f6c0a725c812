import type { Admin, Kafka } from "kafkajs";
import { PipelineError } from "../common/mod.ts";
import { LENIENT } from "./metadata.ts";
import { withAdmin } from "./offsets.ts";

/**
 * The id of a topic, as Kafka's tools print it: a topic that is deleted and made again under the same name has another one. Null where
 * there is no such topic, and where the cluster gives no ids (before Kafka 2.8).
 *
 * @throws {PipelineError} `broker_unreachable`
 *
 * @example
 * ```ts
 * import { type Kafka, readTopicId } from "./mod.ts";
 * export const isSame = async (kafka: Kafka, topic: string, id: string) => (await readTopicId(kafka, topic)) === id;
 * ```
 */
export function readTopicId(kafka: Kafka, topic: string): Promise<string | null> {
  return withAdmin(kafka, `read the id of ${topic}`, async (admin) => (await findTopic(admin, topic)).id);
}

/**
 * The error of a topic that is another one than before.
 *
 * @example
 * ```ts
 * import { remadeTopic } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(remadeTopic("raw", "there is no such topic any more").code, "topic_mismatch");
 * ```
 */
export function remadeTopic(topic: string, what: string): PipelineError {
  return new PipelineError("topic_mismatch", `Cannot go on with ${topic} as it was deleted or made again: ${what}`, {
    hint: "rows and offsets of the former topic do not fit the new one: start with another --out-dir and another " +
      "--group-id, or from a clean slate: deno task pipeline --fresh",
  });
}

/** A topic as the cluster has it now. */
interface FoundTopic {
  readonly exists: boolean;
  readonly id: string | null;
}

/** Asks for one topic, which need not exist. */
export async function findTopic(admin: Admin, topic: string): Promise<FoundTopic> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic, LENIENT] });
  const partitions = topics.find(({ name }) => name === topic)?.partitions ?? [];
  const [first] = partitions as (typeof partitions[number] & { topicId?: string | null })[];
  return { exists: partitions.length > 0, id: first?.topicId ?? null };
}
