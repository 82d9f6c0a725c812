import type { Buffer } from "node:buffer";
import type { Batch } from "kafkajs";
import { KafkaJSNonRetriableError } from "kafkajs/src/errors.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import response from "kafkajs/src/protocol/requests/fetch/v11/response.js";
import { PipelineError } from "../common/mod.ts";
import {
  codecName,
  decodeRecords,
  decompress,
  FetchedMessage,
  type RecordContext,
  TooLargeError,
} from "../records/mod.ts";

// kafkajs decompresses and takes apart all that a fetch brought before it hands over any of it: a record in 3 µs, and of well compressed
// topics hundreds of megabytes at once. Here its decoder of a fetch hands on the batches as they came, each as two records that stand for
// its first and its last offset, by which kafkajs keeps its place. They are opened one by one, when their turn comes.

/** In place of the records of a batch, as far as kafkajs looks at them. */
interface Mark {
  readonly offset: string;
  /** Nobody gets to see it: a transaction's marker, or what was aborted. */
  readonly isControlRecord: boolean;
  /** At the last offset of a batch; null at the first one. */
  readonly batch: RecordBatch | null;
}

/** A batch as it came. */
interface RecordBatch extends Omit<RecordContext, "partition"> {
  readonly lastOffset: number;
  /** Kafka's number of it. */
  readonly codec: number;
  /** The records, compressed by the codec. */
  readonly bytes: Uint8Array;
}

/** Messages that follow each other, and the offset before which there are no others. */
export interface Run {
  readonly messages: readonly FetchedMessage[];
  readonly nextOffset: number;
}

/**
 * What a batch of kafkajs holds, run by run: each is made when it is asked for.
 *
 * Of a batch that unpacks to more than it may, each offset has a message without key and value that says so: one hostile batch must
 * not stop its partition.
 *
 * @throws {PipelineError} `message_refused` where a batch is damaged: it is named, and nothing of it is passed over
 * @throws {KafkaJSNonRetriableError} where the broker is older than Kafka 2.3, whose fetches kafkajs has decoded itself
 */
export function* runsOf(fetched: Batch): Generator<Run> {
  const messages: readonly unknown[] = fetched.messages;
  if (!messages.every(isMark)) throw new KafkaJSNonRetriableError("expected a broker of Kafka 2.3 or later");
  const fromOffset = fetchedOffset(fetched);
  const batches = messages.flatMap(({ batch }) => batch ?? []);
  for (const [index, batch] of batches.entries()) {
    const nextOffset = 1 + (index === batches.length - 1 ? Number(fetched.lastOffset()) : batch.lastOffset);
    const messages = open(batch, fetched, fromOffset);
    if (typeof messages === "string") yield* unread(batch, fetched.partition, fromOffset, nextOffset, messages);
    else yield { messages, nextOffset };
  }
}

/** Stand-ins that are made at once: a small batch can have millions of records. */
const UNREAD_MESSAGES = 5_000;

/** In place of the messages of a batch that unpacks to more than it may. */
function* unread(
  { baseOffset, lastOffset, firstTimestampMs, appendTimeMs }: RecordBatch,
  partition: number,
  fromOffset: number,
  nextOffset: number,
  why: string,
): Generator<Run> {
  const timestampMs = appendTimeMs ?? firstTimestampMs;
  for (let from = Math.max(baseOffset, fromOffset); from <= lastOffset; from += UNREAD_MESSAGES) {
    const to = Math.min(from + UNREAD_MESSAGES, lastOffset + 1);
    const messages = Array.from(
      { length: to - from },
      (_, index) => FetchedMessage.unread(partition, from + index, timestampMs, why),
    );
    yield { messages, nextOffset: to > lastOffset ? nextOffset : to };
  }
}

/** The offset from which a batch of kafkajs was asked for. */
export const fetchedOffset = (fetched: Batch): number =>
  Number((fetched as Batch & { fetchedOffset: string }).fetchedOffset);

/** The messages of a batch; or, as text, what it is that unpacks to too much. */
function open(batch: RecordBatch, { topic, partition }: Batch, fromOffset: number): FetchedMessage[] | string {
  const { baseOffset, lastOffset, codec, bytes } = batch, size = bytes.length;
  try {
    return decodeRecords(decompress(codec, bytes), { ...batch, partition }, fromOffset);
  } catch (error) {
    if (error instanceof TooLargeError) {
      return `a batch of ${size} bytes (${codecName(codec)}, offsets ${baseOffset} to ${lastOffset}): ${error.message}`;
    }
    throw new PipelineError(
      "message_refused",
      `Cannot read ${topic}-${partition} as its batch at the offsets ${baseOffset} to ${lastOffset} ` +
        `(${codecName(codec)}, ${size} bytes) is damaged: ${(error as Error).message}`,
      {
        hint: `nothing is skipped; to leave these offsets out, stop the consumers and continue after them: ` +
          `deno task group reset --topic ${topic} --partition ${partition} --to ${lastOffset + 1} --yes`,
        cause: error,
      },
    );
  }
}

const isMark = (message: unknown): message is Mark => (message as Partial<Mark>).batch !== undefined;

response.decode = (raw: Buffer) => {
  const decoder = new Decoder(raw);
  const clientSideThrottleTime = decoder.readInt32(), errorCode = decoder.readInt16();
  const sessionId = decoder.readInt32();
  const responses = decoder.readArray(() => ({
    topicName: decoder.readString(),
    partitions: decoder.readArray(() => readPartition(decoder)),
  }));
  // As kafkajs has it: the broker has not waited itself, it expects the client to.
  return Promise.resolve({ throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses });
};

function readPartition(decoder: Decoder) {
  const partition = decoder.readInt32(), errorCode = decoder.readInt16();
  const highWatermark = decoder.readInt64().toString(), lastStableOffset = decoder.readInt64().toString();
  const lastStartOffset = decoder.readInt64().toString();
  const aborted: Aborted[] = decoder.readArray((each: Decoder) => ({
    producerId: each.readInt64().toString(),
    firstOffset: Number(each.readInt64().toString()),
  }));
  const preferredReadReplica = decoder.readInt32(), size = decoder.readInt32();
  return {
    partition,
    errorCode,
    highWatermark,
    lastStableOffset,
    lastStartOffset,
    // kafkajs takes at most one of them up for each record, and not in the order of their offsets.
    abortedTransactions: [],
    preferredReadReplica,
    messages: size <= 0 ? [] : marksOf(decoder.readBytes(size), aborted),
  };
}

/** A transaction that was aborted: what its producer wrote from the offset on, until its marker. */
interface Aborted {
  readonly producerId: string;
  readonly firstOffset: number;
}

/** Offsets in the header of a batch. */
const LENGTH = 8, MAGIC = 16, ATTRIBUTES = 21, LAST_OFFSET_DELTA = 23, FIRST_TIMESTAMP = 27, MAX_TIMESTAMP = 35;
const PRODUCER_ID = 43, RECORD_COUNT = 57, HEADER_BYTES = 61;
/** Bits of its attributes. */
const COMPRESSION = 7, APPEND_TIME = 8, TRANSACTIONAL = 16, CONTROL = 32;
/** What its length does not count. */
const BEFORE_LENGTH = 12;

/** The batches of a partition but for a last one that is cut off. */
function marksOf(records: Buffer, aborted: readonly Aborted[]): Mark[] {
  const marks: Mark[] = [];
  const coming = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset), open = new Set<string>();
  for (let from = 0; from + HEADER_BYTES <= records.length;) {
    const end = from + BEFORE_LENGTH + records.readInt32BE(from + LENGTH);
    if (records[from + MAGIC] !== 2) {
      throw new KafkaJSNonRetriableError("expected messages in the format of Kafka 0.11 or later");
    }
    if (end > records.length) break;
    const header = records.subarray(from, end);
    const number = (at: number) => Number(header.readBigInt64BE(at));
    const attributes = header.readInt16BE(ATTRIBUTES), baseOffset = number(0);
    const lastOffset = baseOffset + header.readInt32BE(LAST_OFFSET_DELTA);
    const batch: RecordBatch = {
      baseOffset,
      lastOffset,
      count: header.readInt32BE(RECORD_COUNT),
      firstTimestampMs: number(FIRST_TIMESTAMP),
      appendTimeMs: (attributes & APPEND_TIME) === 0 ? null : number(MAX_TIMESTAMP),
      codec: attributes & COMPRESSION,
      bytes: header.subarray(HEADER_BYTES),
    };
    const isControl = (attributes & CONTROL) !== 0, isTransactional = (attributes & TRANSACTIONAL) !== 0;
    const producerId = String(header.readBigInt64BE(PRODUCER_ID));
    while (coming.length > 0 && coming[0]!.firstOffset <= lastOffset) open.add(coming.shift()!.producerId);
    const isAborted = isTransactional && !isControl && open.has(producerId);
    // A marker ends the transaction of its producer, be it aborted or, then it is not among the open ones, committed.
    if (isControl) open.delete(producerId);
    const mark = (offset: number, batch: RecordBatch | null) =>
      marks.push({ offset: String(offset), isControlRecord: isControl || isAborted, batch });
    // What was aborted has a mark for each offset, so that the first one that is left is where reading began.
    const firstMarks = isAborted ? lastOffset - baseOffset : Math.min(1, lastOffset - baseOffset);
    for (let index = 0; index < firstMarks; index++) mark(baseOffset + index, null);
    mark(lastOffset, batch);
    from = end;
  }
  return marks;
}
