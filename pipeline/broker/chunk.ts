import { type OutgoingMessage, sizeBytes } from "./message.ts";

/**
 * One send is one record batch a partition, and the broker refuses a batch over `max.message.bytes` (1,048,588 unless set). It weighs
 * the compressed batch; the plain size is never smaller by more than gzip's few bytes, so staying under it before compression is safe.
 */
export const CHUNK_BYTES = 900_000;

/**
 * Splits messages, in order, into runs of at most `limitBytes`; one message over it is a run of its own, for the broker to judge.
 */
export function* chunks(messages: Iterable<OutgoingMessage>, limitBytes = CHUNK_BYTES): Generator<OutgoingMessage[]> {
  let chunk: OutgoingMessage[] = [];
  let chunkBytes = 0;
  for (const message of messages) {
    const size = sizeBytes(message);
    if (chunk.length > 0 && chunkBytes + size > limitBytes) {
      yield chunk;
      chunk = [];
      chunkBytes = 0;
    }
    chunk.push(message);
    chunkBytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
