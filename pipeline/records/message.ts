/** A message to be sent. Text is sent as UTF-8. */
export interface OutgoingMessage {
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
  /** A list repeats the header, once for each value. */
  readonly headers?: Readonly<Record<string, Uint8Array | string | readonly Uint8Array[]>>;
  /** Milliseconds since 1970; the time of sending where absent. Of messages that are sent together, each has one or none has. */
  readonly timestampMs?: number;
  /** Chosen by the key (murmur2, as the Java clients do) where absent. */
  readonly partition?: number;
}

/** A message as it was read. */
export interface IncomingMessage {
  readonly partition: number;
  readonly offset: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Where the value stands in larger bytes, for code that needs no view of it; `valueFrom` is -1 for a tombstone. */
  readonly bytes?: Uint8Array;
  readonly valueFrom?: number;
  readonly valueTo?: number;
  /** A header that came several times keeps each value. */
  readonly headers: Readonly<Record<string, readonly Uint8Array[]>>;
  readonly timestampMs: number;
  /** Why the message could not be read, such as that it, or what its batch unpacks to, is larger than it may be; then key and value are null. */
  readonly unread?: string | undefined;
}

const encoder = new TextEncoder();

/** Text as UTF-8. */
export const bytesOf = (value: Uint8Array | string): Uint8Array =>
  typeof value === "string" ? encoder.encode(value) : value;

/** Size on the wire before compression: key, value, headers and the record's own fields (at most 21 bytes, see KIP-98). */
export function sizeBytes(message: OutgoingMessage): number {
  let size = 21 + (message.key?.length ?? 0) + (message.value?.length ?? 0);
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) size += name.length + each.length + 10;
  }
  return size;
}
