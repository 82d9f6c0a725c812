import { chunks } from "./chunk.ts";
import { type Codec, DEFAULT_CODEC } from "./codec.ts";
import { compress } from "./compress.ts";
import type { OutgoingMessage } from "./message.ts";
import { encodeRecords, timestampsOf } from "./records.ts";

/** The messages of one partition as they go over the wire: what stands in a batch behind its header, compressed. Plain data. */
export interface EncodedRecords {
  readonly count: number;
  /** Of the first message and of the latest one; null where they get the time of their sending. */
  readonly timestampsMs: readonly [first: number, latest: number] | null;
  readonly bytes: Uint8Array;
}

/** How messages are sent. */
export interface SendOptions {
  readonly codec?: Codec | undefined;
  readonly limitBytes?: number | undefined;
}

/** What is sent to a topic at once. */
export interface EncodedSend {
  readonly topic: string;
  readonly codec: Codec;
  /** By partition. */
  readonly records: ReadonlyMap<number, EncodedRecords>;
}

/**
 * Messages as they are sent, one send after the other: each is encoded when it is asked for, so that not all are in memory together.
 *
 * @param choose the partition of a message
 * @param how the codec, and the most bytes that are sent to a partition at once
 *
 * @example
 * ```ts
 * import { encodeSends } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const [send] = [...encodeSends("clean", () => 2, [{ key: "uci", value: "{}" }, { key: "uci", value: null }])];
 * assert.equal(send?.topic, "clean");
 * assert.equal(send?.records.get(2)?.count, 2);
 * ```
 */
export function* encodeSends(
  topic: string,
  choose: (message: OutgoingMessage) => number,
  messages: Iterable<OutgoingMessage>,
  { codec = DEFAULT_CODEC, limitBytes }: SendOptions = {},
): Generator<EncodedSend> {
  for (const chunk of chunks(messages, choose, limitBytes)) {
    yield { topic, codec, records: new Map([...chunk].map(([partition, own]) => [partition, encode(own, codec)])) };
  }
}

/** @param messages of one partition, at least one */
export function encode(messages: readonly OutgoingMessage[], codec: Codec = DEFAULT_CODEC): EncodedRecords {
  return {
    count: messages.length,
    timestampsMs: timestampsOf(messages),
    bytes: compress(encodeRecords(messages), codec),
  };
}
