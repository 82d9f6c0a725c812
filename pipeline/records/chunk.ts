import { type OutgoingMessage, sizeBytes } from "./message.ts";

/**
 * One send is one record batch a partition, and the broker refuses a batch over `max.message.bytes` (1,048,588 unless set). It weighs
 * the compressed batch; the plain size is never smaller by more than the few bytes of a codec's frame (lz4: 4 of 1,000), so staying under it before compression is safe.
 */
export const CHUNK_BYTES = 900_000;

/** Messages that are sent together, by partition. */
export type Chunk = ReadonlyMap<number, readonly OutgoingMessage[]>;

/**
 * Splits messages, in order, into chunks of at most `limitBytes` a partition; one message over it is alone in its partition's, for the
 * broker to judge.
 */
export function* chunks(
  messages: Iterable<OutgoingMessage>,
  choose: (message: OutgoingMessage) => number,
  limitBytes = CHUNK_BYTES,
): Generator<Chunk> {
  let chunk = new Map<number, OutgoingMessage[]>();
  let bytes: number[] = [];
  for (const message of messages) {
    const partition = choose(message), size = sizeBytes(message);
    const before = bytes[partition] ?? 0;
    if (before > 0 && before + size > limitBytes) {
      yield chunk;
      chunk = new Map();
      bytes = [];
    }
    const own = chunk.get(partition);
    if (own === undefined) chunk.set(partition, [message]);
    else own.push(message);
    bytes[partition] = (bytes[partition] ?? 0) + size;
  }
  if (chunk.size > 0) yield chunk;
}
