import { Buffer } from "node:buffer";
import { CompressionTypes, type Kafka, type Message, Partitioners, type Producer } from "kafkajs";
import { type Chunk, chunks } from "./chunk.ts";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { bytes, translateError } from "./client.ts";
import type { OutgoingMessage } from "./message.ts";
import { encodeRecords, timestampsOf } from "./records.ts";

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

  const send = async (producer: Producer, messages: Message[]) => {
    if (failure !== undefined) throw failure;
    try {
      await producer.send({ topic, messages, acks: -1, compression: CompressionTypes.GZIP });
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
          lane.tail = lane.tail.then(() => send(lane.producer, wireBatch(new Map([[partition, own]]))));
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

/** Chooses the partition of a message by its key as the Java clients do, so that every producer agrees on it. */
export function keyPartitioner(topic: string, partitions: number): (message: OutgoingMessage) => number {
  const partitioner = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [0],
    isr: [0],
  }));
  const known = new Map<string, number>();
  return ({ key, partition }) => {
    if (partition !== undefined) return partition;
    if (typeof key !== "string") {
      return partitioner({ topic, partitionMetadata, message: { key: key === null ? null : bytes(key), value: null } });
    }
    let chosen = known.get(key);
    if (chosen === undefined) {
      chosen = partitioner({ topic, partitionMetadata, message: { key, value: null } });
      // Keys are few (stations); a stream of ever new ones must not fill the memory.
      if (known.size >= 100_000) known.clear();
      known.set(key, chosen);
    }
    return chosen;
  };
}

/**
 * A chunk as what kafkajs takes for a list of messages, encoded already. kafkajs 2.2.4 groups a list by partition with `messages.reduce` in
 * a time that grows with the square of their number, and encodes each by itself: this list answers that call.
 */
export function wireBatch(chunk: Chunk): Message[] {
  const groups = Object.fromEntries([...chunk].map(([partition, messages]) => [partition, new EncodedGroup(messages)]));
  return Object.defineProperty([], "reduce", { value: () => groups });
}

/** Stands for the messages of one partition where kafkajs asks for their number, their timestamps and their records. */
class EncodedGroup {
  readonly length: number;
  readonly #messages: readonly OutgoingMessage[];
  readonly #timestampsMs: readonly number[];

  constructor(messages: readonly OutgoingMessage[]) {
    this.length = messages.length;
    this.#messages = messages;
    this.#timestampsMs = timestampsOf(messages) ?? [];
  }

  /** kafkajs calls it twice: for the timestamps, of which it takes the first and the last or else its own now, and for the records. */
  map(take: (message: { timestamp: string; key: null; value: null }, index: number) => unknown): unknown {
    if (take({ timestamp: "1", key: null, value: null }, 0) === "1") {
      return { filter: () => ({ sort: () => this.#timestampsMs }) };
    }
    const bytes = encodeRecords(this.#messages);
    // One encoder has the bytes of all, which kafkajs copies at once; it is the number of places that is told to the broker.
    const encoder = new Encoder(0);
    encoder.buf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    encoder.offset = bytes.length;
    return Object.assign(new Array(this.length), { 0: encoder });
  }
}
