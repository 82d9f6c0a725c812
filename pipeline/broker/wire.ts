import { Buffer } from "node:buffer";
import type { Message } from "kafkajs";
import Encoder from "kafkajs/src/protocol/encoder.js";
import type { EncodedRecords, EncodedSend } from "../records/mod.ts";

/**
 * Encoded records as what kafkajs takes for a list of messages. kafkajs 2.2.4 groups a list by partition with `messages.reduce` in a time
 * that grows with the square of their number, and encodes each by itself: this list answers that call.
 */
export function wireBatch(records: EncodedSend["records"]): Message[] {
  const groups = Object.fromEntries([...records].map(([partition, own]) => [partition, new EncodedGroup(own)]));
  return Object.defineProperty([], "reduce", { value: () => groups });
}

/** Stands for the messages of one partition where kafkajs asks for their number, their timestamps and their records. */
class EncodedGroup {
  readonly length: number;
  readonly #records: EncodedRecords;

  constructor(records: EncodedRecords) {
    this.length = records.count;
    this.#records = records;
  }

  /** kafkajs calls it twice: for the timestamps, of which it takes the first and the last or else its own now, and for the records. */
  map(take: (message: { timestamp: string; key: null; value: null }, index: number) => unknown): unknown {
    const { bytes, timestampsMs } = this.#records;
    if (take({ timestamp: "1", key: null, value: null }, 0) === "1") {
      return { filter: () => ({ sort: () => timestampsMs ?? [] }) };
    }
    // One encoder has the bytes of all, which kafkajs copies at once; the broker gets the number of places.
    const encoder = new Encoder(0);
    encoder.buf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    encoder.offset = bytes.length;
    return Object.assign(new Array(this.length), { 0: encoder });
  }
}
