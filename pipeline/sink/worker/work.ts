import { type EncodedSend, encodeSends, type OutgoingMessage, type SendOptions } from "../../records/mod.ts";
import type { FileColumns } from "../../parquet/mod.ts";
import { encodeFiles } from "./files.ts";
import { rowMessages } from "./row_messages.ts";

/** Messages with few keys, all of them as plain data. */
export interface KeyedMessages extends SendOptions {
  readonly topic: string;
  readonly count: number;
  /** Of each message the number of its key. */
  readonly keyNumbers: Float64Array;
  readonly keys: readonly string[];
  /** Of each key the partition of the topic. */
  readonly partitions: readonly number[];
  /** The values, one after the other, and where each ends. */
  readonly values: Uint8Array;
  readonly ends: Float64Array;
}

/** Rows as messages to one partition: see {@linkcode rowMessages}. */
export interface RowMessages extends SendOptions {
  readonly topic: string;
  readonly partition: number;
  readonly columns: FileColumns;
  readonly rows: number;
  /** The column of texts that has the keys of the messages. */
  readonly key: string;
}

/** What a rotation costs time for, besides the broker: done here, or by a Worker as `openWorker()` has it. */
export interface RotationWork {
  /** See {@linkcode encodeFiles}. */
  readonly encodeFiles: typeof encodeFiles;
  encode(messages: KeyedMessages): Promise<readonly EncodedSend[]>;
  encodeRows(messages: RowMessages): Promise<readonly EncodedSend[]>;
}

/** The work, done where it is asked for. */
export const rotationWork: RotationWork = {
  encodeFiles,
  // deno-lint-ignore require-await
  async encode(messages) {
    const partitionOf = new Map(messages.keys.map((key, index) => [key, messages.partitions[index]!]));
    const choose = ({ key }: OutgoingMessage) => partitionOf.get(key as string)!;
    return [...encodeSends(messages.topic, choose, outgoing(messages), messages)];
  },
  // deno-lint-ignore require-await
  async encodeRows({ topic, partition, columns, rows, key, codec, limitBytes }) {
    return [...encodeSends(topic, () => partition, rowMessages(columns, rows, key), { codec, limitBytes })];
  },
};

function* outgoing({ count, keyNumbers, keys, values: shared, ends }: KeyedMessages): Generator<OutgoingMessage> {
  // From shared memory V8 copies byte by byte, but for what begins at the start of a word.
  const values = shared.slice(0, ends[count - 1]);
  for (let row = 0; row < count; row++) {
    yield { key: keys[keyNumbers[row]!]!, value: values.subarray(row === 0 ? 0 : ends[row - 1]!, ends[row]!) };
  }
}
