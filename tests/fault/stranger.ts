import { Buffer } from "node:buffer";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import {
  CompressionCodecs,
  type Kafka,
  type Message,
  Partitioners,
  type Producer,
  type RecordMetadata,
  type Transaction,
} from "kafkajs";
import type { ReasonCode } from "../../pipeline/reading/mod.ts";
import { type Codec, CODECS, compress } from "../../pipeline/records/mod.ts";
import { javaSnappy } from "../support/java_snappy.ts";
import { type Bomb, BOMBS, packBomb } from "./bomb.ts";

/** What must come of a message: a row of silver, a rejected row with this reason first, or no row as it was aborted. */
export type Fate = "accepted" | "absent" | ReasonCode;

/** What must come of the message that the broker put at an offset. */
export interface Foreseen {
  readonly partition: number;
  readonly offset: number;
  readonly fate: Fate;
}

/** A message, and what must come of it. */
export type Sent = Omit<Message, "partition"> & { readonly fate: Fate };

/** How a batch is packed: by a codec as other clients write it, or as a bomb in place of its records. */
export type Packing = Codec | Bomb;

/** How a transaction ends. */
export type Ending = "commit" | "abort" | "never";

/** A header of this name with an empty text is sent with null, which kafkajs cannot write. */
export const NULL_HEADER = "header-of-null";

/** After this time the broker aborts a transaction that nobody has ended. */
const TRANSACTION_MS = 4_000;

/**
 * A producer that knows nothing of this project: records as kafkajs makes them, packed as other clients do it. Each send has a client of
 * its own, so that none depends on what happened to the one before it.
 */
export class Stranger {
  /** What must come of all that the broker has acknowledged. */
  readonly foreseen: Foreseen[] = [];
  /** Sends and ends of transactions that the broker has not acknowledged: nobody knows what arrived. */
  unknown = 0;
  readonly #kafka: Kafka;
  readonly #topic: string;

  constructor(kafka: Kafka, topic: string) {
    this.#kafka = kafka;
    this.#topic = topic;
  }

  /** Sends messages to a partition in one batch. */
  async send(partition: number, sent: readonly Sent[], packing: Packing = "none"): Promise<void> {
    if (typeof packing !== "string") await packBomb(packing);
    await this.#withProducer({ idempotent: true }, async (producer) => {
      const messages = wireMessages(partition, sent), compression = numberOf(packing);
      this.#note(sent, await producer.send({ topic: this.#topic, messages, compression }));
    });
  }

  /** Sends messages to a partition in a transaction that stays open for a while. */
  async transact(partition: number, sent: readonly Sent[], ending: Ending, openMs: number): Promise<void> {
    const transactionalId = crypto.randomUUID(), transactionTimeout = TRANSACTION_MS;
    await this.#withProducer({ transactionalId, transactionTimeout }, async (producer) => {
      let transaction: Transaction | null = null;
      try {
        transaction = await producer.transaction();
        const messages = wireMessages(partition, sent);
        const metadata = await transaction.send({ topic: this.#topic, messages });
        await new Promise((resolve) => setTimeout(resolve, openMs));
        if (ending !== "never") await transaction[ending]();
        this.#note(sent, metadata);
      } catch {
        // The broker was killed, or the transaction was open for too long.
        this.unknown++;
        await transaction?.abort().catch(() => {});
      }
    });
  }

  async #withProducer(
    options: Parameters<Kafka["producer"]>[0],
    work: (producer: Producer) => Promise<void>,
  ): Promise<void> {
    const producer = this.#kafka.producer({
      ...options,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 25 },
    });
    try {
      await producer.connect();
      await work(producer);
    } finally {
      await producer.disconnect().catch(() => {});
    }
  }

  #note(sent: readonly Sent[], metadata: readonly RecordMetadata[]): void {
    const { partition, baseOffset } = metadata[0]!;
    this.foreseen.push(
      ...sent.map(({ fate }, index) => ({ partition, offset: Number(baseOffset) + index, fate })),
    );
  }
}

const wireMessages = (partition: number, sent: readonly Sent[]): Message[] =>
  sent.map(({ fate: _, ...message }) => ({ ...message, partition }));

/** Of a number of a codec Kafka is sent three bits; the others tell apart what packs. */
const numberOf = (packing: Packing): number =>
  typeof packing === "string"
    ? 16 + CODECS.indexOf(packing)
    : 64 + 8 * BOMBS.indexOf(packing) + CODECS.indexOf(packing.codec);

/** The codecs at other levels and in other frames than ours. */
const PACK: Record<Codec, (bytes: Uint8Array) => Uint8Array> = {
  none: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
  snappy: javaSnappy,
  lz4: (bytes) => compress(bytes, "lz4"),
  zstd: (bytes) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }),
};

/** The byte behind the name is the length of the value: 0 for an empty one, 1 for null (-1 as a zigzag number). */
function withNulls(records: Uint8Array): Uint8Array {
  const bytes = Buffer.from(records), name = Buffer.from(NULL_HEADER);
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) bytes[at + name.length] = 1;
  return bytes;
}

const codecs: Record<number, unknown> = CompressionCodecs;
for (const codec of CODECS) {
  codecs[numberOf(codec)] = () => ({
    compress: ({ buffer }: { buffer: Uint8Array }) => Promise.resolve(Buffer.from(PACK[codec](withNulls(buffer)))),
  });
}
for (const bomb of BOMBS) codecs[numberOf(bomb)] = () => ({ compress: () => packBomb(bomb) });
