import { type Kafka, Partitioners, type Producer } from "kafkajs";
import { chunks, encode, type OutgoingMessage } from "../records/mod.ts";
import { translateError } from "./client.ts";
import { COMPRESSED } from "./gzip.ts";
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
export async function createPublisher(kafka: Kafka, topic: string, partitions: number): Promise<Publisher> {
  const choose = keyPartitioner(topic, partitions);
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
        retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 15 },
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
      const messages = wireBatch(new Map([[partition, encode(own)]]));
      await producer.send({ topic, messages, acks: -1, compression: COMPRESSED });
    } catch (error) {
      failure = translateError(error, `send to ${topic}`);
      throw failure;
    }
  };
  return {
    async publish(messages) {
      const used = new Set<Lane>();
      for (const chunk of chunks(messages, choose)) {
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

interface Lane {
  readonly producer: Producer;
  tail: Promise<void>;
}
