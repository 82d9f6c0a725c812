import { createHash } from "node:crypto";
import { bytesOf, type IncomingMessage, type OutgoingMessage } from "./message.ts";

// Kafka's records, format 2 (KIP-98): what stands in a batch behind its header, before compression. kafkajs writes and reads a record
// through some twenty small objects, 3 µs each way for one of 290 bytes; by arithmetic over one buffer it takes a tenth of that.

/** What the header of a batch says that its records need. */
export interface RecordContext {
  readonly partition: number;
  readonly baseOffset: number;
  readonly count: number;
  readonly firstTimestampMs: number;
  /** Where the broker stamped the batch instead of the producers. */
  readonly appendTimeMs: number | null;
}

/**
 * The timestamps of the first message and of the latest one; null where none has any, and the batch gets that of its sending.
 *
 * @param messages at least one
 * @throws {RangeError} where some have a timestamp and others none: they share what the batch has
 */
export function timestampsOf(messages: readonly OutgoingMessage[]): readonly [first: number, latest: number] | null {
  const first = messages[0]!.timestampMs;
  let latest = first;
  for (const { timestampMs } of messages) {
    if ((timestampMs === undefined) !== (first === undefined)) {
      throw new RangeError("of messages that are sent together, either each has a timestamp or none");
    }
    if (timestampMs! > latest!) latest = timestampMs;
  }
  return first === undefined ? null : [first, latest!];
}

/**
 * The records of messages.
 *
 * @param messages as {@linkcode timestampsOf} takes them
 * @returns bytes that are valid until the next call
 */
export function encodeRecords(messages: readonly OutgoingMessage[]): Uint8Array {
  const first = messages[0]!.timestampMs ?? 0;
  // Keys are few, such as stations.
  const keys = new Map<string, Uint8Array>();
  const keyOf = (key: string) => {
    let bytes = keys.get(key);
    if (bytes === undefined) keys.set(key, bytes = bytesOf(key));
    return bytes;
  };
  // And of a replay's messages all have the same headers.
  let headers = headersOf(messages[0]!.headers), headersFrom = messages[0]!.headers;
  writer.at = 0;
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i]!;
    const key = typeof message.key === "string" ? keyOf(message.key) : message.key;
    const value = message.value === null ? null : bytesOf(message.value);
    if (message.headers !== headersFrom) headers = headersOf(headersFrom = message.headers);
    const delta = (message.timestampMs ?? first) - first;
    let size = 1 + sizeOfVarint(delta) + sizeOfVarint(i) + sizeOfBytes(key) + sizeOfBytes(value) +
      sizeOfVarint(headers.length / 2);
    for (const each of headers) size += sizeOfBytes(each);
    writer.reserve(size + 10);
    writer.varint(size);
    writer.byte(0);
    writer.varint(delta);
    writer.varint(i);
    writer.lengthAndBytes(key);
    writer.lengthAndBytes(value);
    writer.varint(headers.length / 2);
    for (const each of headers) writer.lengthAndBytes(each);
  }
  return writer.bytes.subarray(0, writer.at);
}

/**
 * The largest message that is handed over: on its way into the lake one takes some fifteen times its size in memory. Kafka's own limit, of a
 * whole batch and after compression, is an eighth of it unless it is raised.
 */
export const MAX_MESSAGE_BYTES = 8 * 1_048_576;

/**
 * The records of a batch from an offset on. One that is larger than {@linkcode MAX_MESSAGE_BYTES} has neither key nor value, and says
 * so, with the length and the digest of its value.
 *
 * @throws {RangeError} where the bytes end within a record
 */
export function decodeRecords(bytes: Uint8Array, context: RecordContext, fromOffset = 0): FetchedMessage[] {
  const { partition, baseOffset, count, firstTimestampMs, appendTimeMs } = context;
  const reader = new Reader(bytes), messages: FetchedMessage[] = [];
  for (let i = 0; i < count; i++) {
    const size = reader.varint(), end = reader.at + size;
    if (end > bytes.length) throw new RangeError(`a record ends at byte ${end} of ${bytes.length}`);
    reader.at++; // attributes of a record: none are in use
    const timestampDelta = reader.varint(), offset = baseOffset + reader.varint();
    if (offset >= fromOffset) {
      const keyAt = reader.at;
      reader.skipBytes();
      const valueSize = reader.varint(), valueFrom = valueSize < 0 ? -1 : reader.at;
      const valueTo = reader.at + Math.max(0, valueSize);
      const timestampMs = appendTimeMs ?? firstTimestampMs + timestampDelta;
      if (size > MAX_MESSAGE_BYTES) {
        const value = valueFrom < 0 ? null : bytes.subarray(valueFrom, valueTo);
        messages.push(FetchedMessage.unread(partition, offset, timestampMs, tooLargeText(size, value)));
      } else messages.push(new FetchedMessage(bytes, partition, offset, timestampMs, keyAt, valueFrom, valueTo));
    }
    reader.at = end;
  }
  return messages;
}

function tooLargeText(size: number, value: Uint8Array | null): string {
  const message = `a message of ${size} bytes`;
  if (value === null) return `${message} without a value`;
  return `${message}; its value has ${value.length}, SHA-256 ${createHash("sha256").update(value).digest("hex")}`;
}

/**
 * A message as it came: key, value and headers are made of its bytes when they are asked for. Most readings are judged without, and three
 * objects a reading were a third of what the garbage collector had to do.
 */
export class FetchedMessage implements IncomingMessage {
  constructor(
    readonly bytes: Uint8Array,
    readonly partition: number,
    readonly offset: number,
    readonly timestampMs: number,
    private readonly keyAt: number,
    readonly valueFrom: number,
    readonly valueTo: number,
    readonly unread?: string,
  ) {}

  /** Stands at the offset of a message that could not be read. */
  static unread(partition: number, offset: number, timestampMs: number, why: string): FetchedMessage {
    return new FetchedMessage(UNREAD, partition, offset, timestampMs, 0, -1, 1, why);
  }

  get key(): Uint8Array | null {
    return new Reader(this.bytes, this.keyAt).bytes();
  }

  get value(): Uint8Array | null {
    return this.valueFrom < 0 ? null : this.bytes.subarray(this.valueFrom, this.valueTo);
  }

  get headers(): IncomingMessage["headers"] {
    return readHeaders(new Reader(this.bytes, this.valueTo));
  }

  /** All of it, for who looks at all of it. */
  whole(): IncomingMessage {
    const { partition, offset, key, value, headers, timestampMs, unread } = this;
    return { partition, offset, key, value, headers, timestampMs, ...(unread === undefined ? {} : { unread }) };
  }
}

/** A record with neither key nor headers, from the key on. */
const UNREAD = Uint8Array.of(1, 0);

const NO_HEADERS: IncomingMessage["headers"] = {};

function readHeaders(reader: Reader): IncomingMessage["headers"] {
  const count = reader.varint();
  if (count === 0) return NO_HEADERS;
  const headers: Record<string, Uint8Array[]> = Object.create(null);
  for (let i = 0; i < count; i++) {
    const name = decoder.decode(reader.bytes() ?? undefined);
    (headers[name] ??= []).push(reader.bytes() ?? NO_BYTES);
  }
  return headers;
}

/** Names and values in turn. */
function headersOf(headers: OutgoingMessage["headers"]): readonly Uint8Array[] {
  if (headers === undefined) return NONE;
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((each) => [bytesOf(name), bytesOf(each)])
  );
}

const NONE: readonly Uint8Array[] = [], NO_BYTES = new Uint8Array();
/** A byte order mark belongs to a name: it must go on as it came. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Zigzag puts the sign into the lowest bit, so that small numbers of either sign are short. */
const zigzag = (value: number) => value < 0 ? -2 * value - 1 : 2 * value;

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = zigzag(value); rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Of bytes with their length before them; -1 stands for null. */
const sizeOfBytes = (bytes: Uint8Array | null) => bytes === null ? 1 : sizeOfVarint(bytes.length) + bytes.length;

class Writer {
  bytes = new Uint8Array(0);
  at = 0;

  reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const bytes = new Uint8Array(2 * (this.at + size));
    bytes.set(this.bytes.subarray(0, this.at));
    this.bytes = bytes;
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  varint(value: number): void {
    let rest = zigzag(value);
    for (; rest > 127; rest = Math.floor(rest / 128)) this.bytes[this.at++] = (rest % 128) | 128;
    this.bytes[this.at++] = rest;
  }

  lengthAndBytes(value: Uint8Array | null): void {
    this.varint(value === null ? -1 : value.length);
    if (value === null) return;
    this.bytes.set(value, this.at);
    this.at += value.length;
  }
}

/** Used again and again: a megabyte for each send would be most of what the garbage collector has to clear away. */
const writer = new Writer();

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  skipBytes(): void {
    const size = this.varint();
    if (size > 0) this.at += size;
  }

  /** A whole number that a double holds exactly: offsets and times of any real log are. */
  varint(): number {
    let unsigned = 0, unit = 1, byte;
    do {
      if (this.at >= this.#bytes.length) throw new RangeError(`a record goes on after the last of ${this.at} bytes`);
      byte = this.#bytes[this.at++]!;
      unsigned += (byte & 127) * unit;
      unit *= 128;
    } while (byte > 127);
    return unsigned % 2 === 0 ? unsigned / 2 : -(unsigned + 1) / 2;
  }

  bytes(): Uint8Array | null {
    const length = this.varint();
    if (length < 0) return null;
    const from = this.at;
    this.at += length;
    if (this.at > this.#bytes.length) throw new RangeError(`a record ends at byte ${this.at} of ${this.#bytes.length}`);
    return this.#bytes.subarray(from, this.at);
  }
}
