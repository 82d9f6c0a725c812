import { type Kafka, Partitioners } from "kafkajs";
import { PipelineError } from "../common/mod.ts";
import type { EncodedSend } from "../records/mod.ts";
import { isConcurrentTransactions, translateError } from "./client.ts";
import { compressedBy } from "./compressed.ts";
import { wireBatch } from "./wire.ts";

/** What one transaction holds: messages for some topics, and the offset of the input partition from which to go on. */
export interface TransactionBody {
  /** Taken once, each when the one before it has been sent. */
  readonly sends: Iterable<EncodedSend> | AsyncIterable<EncodedSend>;
  /** What must have been done before the offset may count. Where it fails the transaction is aborted, and the commit fails with that. */
  readonly after?: Promise<unknown>;
  /** The next offset to read; absent for a transaction that changes nothing. */
  readonly nextOffset?: number;
  /** Committed with the offset, and read with it; up to 4,096 bytes. */
  readonly metadata?: string;
}

/** A step of a commit that is about to be done. */
export type TransactionStep = "begin" | "send" | "offsets" | "commit";

/** A transactional producer that stands for one consumer group on one input partition. */
export interface Transactor {
  /**
   * Commits messages and offset, all or nothing.
   *
   * An error does not say that nothing was committed: only the committed offset, read after a new fence, does. After one, other than that of
   * `after`, the transactor is of no more use.
   *
   * @throws {PipelineError} `fenced` where a newer transactor was opened with the same id; `broker_unreachable`; `message_refused`
   */
  commit(body: TransactionBody): Promise<void>;
  close(): Promise<void>;
}

/** Which partition of which group a transactor stands for. */
export interface TransactorId {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
}

/**
 * Opens the transactor of a partition. From then on every older one with the same id is fenced, and its open transaction is aborted.
 *
 * @param onStep told of each step of a commit, for tests of what a crash there leaves
 * @throws {PipelineError} `broker_unreachable`
 */
export async function openTransactor(
  kafka: Kafka,
  id: TransactorId,
  onStep?: (step: TransactionStep) => void,
): Promise<Transactor> {
  const { groupId, topic, partition } = id;
  const name = `${topic}-${partition}`;
  const producer = kafka.producer({
    transactionalId: `${groupId}-${name}`,
    // kafkajs makes the transaction itself idempotent; this flag would only add an id for sends outside of it.
    idempotent: false,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // A dead owner's transaction holds read-committed readers back until the next owner ends it, or this time does.
    transactionTimeout: 60_000,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { initialRetryTime: 20, multiplier: 2, maxRetryTime: 3_000, retries: 15 },
  });
  try {
    await producer.connect();
    await (await producer.transaction()).abort(); // nothing was begun at the broker: this only takes the producer id, which fences
  } catch (error) {
    await producer.disconnect().catch(() => {});
    throw translateError(error, `take over ${name}`);
  }
  const translated = async <Result>(step: () => Promise<Result>): Promise<Result> => {
    try {
      return await step();
    } catch (error) {
      throw translateError(error, `commit ${name}`);
    }
  };
  const refusal = (records: EncodedSend["records"], { message, hint }: PipelineError) => {
    const sizes = [...records].map(([partition, { count, bytes }]) =>
      `${count} messages, ${bytes.length} bytes compressed, to partition ${partition}`
    );
    return new PipelineError("message_refused", `Cannot commit ${name}: ${message} (${sizes.join("; ")})`, {
      ...(hint === undefined ? {} : { hint }),
    });
  };
  const send = async (sends: TransactionBody["sends"]) => {
    onStep?.("begin");
    const transaction = await producer.transaction();
    // One send after the other: see createPublisher() for what kafkajs does with two in flight.
    for await (const { topic, codec, records } of sends) {
      onStep?.("send");
      await transaction.send({ topic, messages: wireBatch(records), acks: -1, compression: compressedBy(codec) }).catch(
        (error) => {
          const translated = translateError(error, `send to ${topic}`);
          throw translated.code === "message_refused" ? refusal(records, translated) : error;
        },
      );
    }
    return transaction;
  };
  return {
    async commit({ sends, after, nextOffset, metadata }) {
      const transaction = await translated(() => send(sends));
      try {
        await after;
      } catch (error) {
        await transaction.abort().catch(() => {}); // whoever reads committed messages would wait for its timeout
        throw error;
      }
      const topics = nextOffset === undefined
        ? []
        : [{ topic, partitions: [{ partition, offset: String(nextOffset), metadata: metadata ?? "" }] }];
      await translated(async () => {
        onStep?.("offsets");
        await whileConcurrent(() => transaction.sendOffsets({ consumerGroupId: groupId, topics }));
        onStep?.("commit");
        await transaction.commit();
      });
    },
    close: () => producer.disconnect().catch(() => {}),
  };
}

/**
 * The broker ends a transaction in the background; kafkajs retries what it meets meanwhile, but for the first call of `sendOffsets`.
 */
async function whileConcurrent(send: () => Promise<void>): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!isConcurrentTransactions(error) || attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/**
 * A transactor that asks before an offset counts; where that fails, the transaction is aborted and the commit fails with it.
 *
 * @example
 * ```ts
 * import { guardTransactor, type Transactor } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const open: Transactor = { commit: async ({ after }) => void await after, close: () => Promise.resolve() };
 * const guarded = guardTransactor(open, () => Promise.reject(new Error("made again")));
 * await guarded.commit({ sends: [] });
 * await assert.rejects(guarded.commit({ sends: [], nextOffset: 7 }), /made again/);
 * ```
 */
export function guardTransactor(transactor: Transactor, require: () => Promise<void>): Transactor {
  return {
    ...transactor,
    commit(body) {
      if (body.nextOffset === undefined) return transactor.commit(body);
      const after = Promise.all([body.after, require()]);
      after.catch(() => {}); // waited for once all is sent, if that comes
      return transactor.commit({ ...body, after });
    },
  };
}
