import type { Kafka } from "kafkajs";
import { PipelineError } from "../common/mod.ts";
import { findTopic, readTopicId, remadeTopic } from "./topic_id.ts";

/** Looks again and again whether a topic is still the one that is being read, and whether what was not read yet is still kept. */
export interface TopicWatch {
  /** @throws {PipelineError} `topic_mismatch` where the topic is gone, or another one has its name now */
  requireSame(): Promise<void>;
  /** @throws {PipelineError} `topic_mismatch` where messages from `position` on are no longer kept */
  requireKept(partition: number, position: number): Promise<void>;
  close(): Promise<void>;
}

/** Between two looks. */
const LOOK_MS = 2_000;

/**
 * Watches a topic by a connection of its own. A topic that is deleted and made again within seconds shows in nothing but its id once it
 * has as many messages as the one before, and retention that overtakes a reader shows in nothing but the first offset kept. What cannot be
 * asked is not judged: who reads the topic notices a lost connection, too. Clusters before Kafka 2.8 give no ids.
 *
 * @param positions by partition the offset that is read next
 * @param onFailure called once with what is wrong
 * @throws {PipelineError} `broker_unreachable`
 */
export async function watchTopic(
  kafka: Kafka,
  topic: string,
  positions: ReadonlyMap<number, number>,
  onFailure: (error: PipelineError) => void,
): Promise<TopicWatch> {
  const id = await readTopicId(kafka, topic);
  const admin = kafka.admin({ retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 } });
  let connecting: Promise<void> | null = null;
  const ask = async <T>(question: () => Promise<T>): Promise<T | null> => {
    try {
      await (connecting ??= admin.connect());
      return await question();
    } catch {
      connecting = null;
      return null;
    }
  };
  const requireSame = async () => {
    if (id === null) return;
    const now = await ask(() => findTopic(admin, topic));
    if (now === null || now.id === id) return;
    throw remadeTopic(topic, now.exists ? `its id was ${id} and is ${now.id}` : "there is no such topic any more");
  };
  const lows = async (): Promise<Map<number, number>> => {
    const offsets = await ask(() => admin.fetchTopicOffsets(topic));
    return new Map((offsets ?? []).map(({ partition, low }) => [partition, Number(low)]));
  };
  const requireKept = (kept: ReadonlyMap<number, number>, partition: number, position: number) => {
    const low = kept.get(partition) ?? 0;
    if (low > position) throw overtaken(topic, partition, position, low);
  };

  /** What is on its way to its reader has left the topic's hands: only a position that stands still is lost. */
  let before = new Map<number, number>();
  const look = async () => {
    await requireSame();
    const kept = await lows();
    for (const [partition, position] of positions) {
      if (before.get(partition) === position) requireKept(kept, partition, position);
    }
    before = new Map(positions);
  };
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    try {
      await look();
    } catch (error) {
      clearInterval(timer);
      onFailure(error as PipelineError);
    } finally {
      looking = false;
    }
  }, LOOK_MS);
  return {
    requireSame,
    requireKept: async (partition, position) => requireKept(await lows(), partition, position),
    async close() {
      clearInterval(timer);
      await admin.disconnect().catch(() => {});
    },
  };
}

function overtaken(topic: string, partition: number, position: number, low: number): PipelineError {
  return new PipelineError(
    "topic_mismatch",
    `Cannot go on with ${topic}-${partition} as the messages from offset ${position} to ${low - 1} are no longer kept`,
    {
      hint: `they were deleted before they were read, by retention or by hand; what is left is read from ${low} on ` +
        `after: deno task group reset --topic ${topic} --partition ${partition} --to ${low} --yes`,
    },
  );
}
