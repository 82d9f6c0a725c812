import { ConfigResourceTypes, type Kafka, Partitioners, type Producer } from "kafkajs";
import { PipelineError } from "../common/mod.ts";
import {
  CHUNK_BYTES,
  chunks,
  type Codec,
  DEFAULT_CODEC,
  encode,
  type OutgoingMessage,
  sizeBytes,
} from "../records/mod.ts";
import { translateError } from "./client.ts";
import { compressedBy } from "./compressed.ts";
import { withAdmin } from "./offsets.ts";
import { keyPartitioner } from "./partitioner.ts";
import { wireBatch } from "./wire.ts";

/** Sends messages to one topic, each once and in order for its key. */
export interface Publisher {
  /**
   * Resolves when the broker has acknowledged all of the messages (acks=all). May be called again before that.
   *
   * @throws {PipelineError} `broker_unreachable`, `message_refused` or `topic_mismatch`; from then on every call fails with it, as what
   * was behind the failed message would otherwise overtake it.
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Waits for what is on its way, then disconnects. */
  close(): Promise<void>;
}

/**
 * A publisher with one idempotent producer for each partition, so that several sends are in flight while each producer has one.
 *
 * kafkajs gives the sequence numbers of a failed send to the next one in its queue: with two in flight on one producer, a lost
 * acknowledgement makes the broker take the second for a copy of the first and drop it without a word.
 *
 * @throws {PipelineError} `broker_unreachable`
 */
export async function createPublisher(
  kafka: Kafka,
  topic: string,
  partitions: number,
  codec: Codec = DEFAULT_CODEC,
): Promise<Publisher> {
  const choose = keyPartitioner(topic, partitions);
  const maxMessageBytes = await readMaxMessageBytes(kafka, topic);
  const limitBytes = Math.min(CHUNK_BYTES, Math.floor(0.98 * maxMessageBytes) - BATCH_BYTES);
  const lanes: Lane[] = [];
  let failure: unknown;

  const close = async () => {
    await Promise.allSettled(lanes.map((lane) => lane.tail));
    await Promise.allSettled(lanes.map((lane) => lane.producer.disconnect()));
  };
  try {
    for (let partition = 0; partition < partitions; partition++) {
      const producer = kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
        retry: RETRY,
      });
      lanes.push({ producer, tail: Promise.resolve() });
      await producer.connect();
    }
  } catch (error) {
    await close();
    throw translateError(error, `connect a producer to ${topic}`);
  }

  const send = async (producer: Producer, partition: number, own: readonly OutgoingMessage[]) => {
    if (failure !== undefined) throw failure;
    try {
      const messages = wireBatch(new Map([[partition, encode(own, codec)]]));
      await producer.send({ topic, messages, acks: -1, compression: compressedBy(codec) });
    } catch (error) {
      failure = translateError(error, `send to ${topic}`);
      if ((failure as PipelineError).code === "message_refused") failure = refusal(topic, own, maxMessageBytes, error);
      throw failure;
    }
  };
  return {
    async publish(messages) {
      const used = new Set<Lane>();
      for (const chunk of chunks(messages, choose, limitBytes)) {
        for (const [partition, own] of chunk) {
          const lane = lanes[partition]!;
          used.add(lane);
          lane.tail = lane.tail.then(() => send(lane.producer, partition, own));
          // The caller sees the failure by the last chunk's promise; the ones between must not count as unhandled.
          lane.tail.catch(() => {});
        }
      }
      await Promise.all([...used].map(({ tail }) => tail));
    },
    close,
  };
}

/** A minute, as a consumer waits unless it is set otherwise: a producer that gives up earlier ends a replay that would go on. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 25 };

/** The header of a batch, and what a codec may add to bytes that it cannot make smaller. */
const BATCH_BYTES = 200;

/** The largest batch that a topic takes; no limit where the cluster does not say. */
async function readMaxMessageBytes(kafka: Kafka, topic: string): Promise<number> {
  const read = withAdmin(kafka, `read the settings of ${topic}`, async (admin) => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ["max.message.bytes"] }],
    });
    return Number(resources[0]?.configEntries[0]?.configValue ?? Infinity);
  });
  // A producer may be allowed to write a topic and not to describe its settings, and finds out by itself that there is no such topic.
  return await read.catch((error) => {
    if (error.code === "internal" || error.code === "topic_mismatch") return Infinity;
    throw error;
  });
}

function refusal(topic: string, own: readonly OutgoingMessage[], maxBytes: number, cause: unknown): PipelineError {
  const largest = Math.max(...own.map(sizeBytes));
  const limit = maxBytes === Infinity ? "" : `; it takes ${maxBytes} (max.message.bytes)`;
  return new PipelineError(
    "message_refused",
    `Cannot send to ${topic} as the broker refused messages of up to ${largest} bytes${limit}`,
    {
      hint: `kafka-configs --alter --entity-type topics --entity-name ${topic} --add-config max.message.bytes=${
        2 * largest
      }, and the same for the topics after it: deno task topics verify`,
      cause,
    },
  );
}

interface Lane {
  readonly producer: Producer;
  tail: Promise<void>;
}
