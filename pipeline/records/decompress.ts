import { gunzipSync, zstdDecompressSync } from "node:zlib";
import lz4 from "lz4js";
import snappy from "snappyjs";
import { CODECS } from "./codec.ts";

/** What one batch may unpack to. A client sends a megabyte before compression; this leaves room for one that compresses first. */
export const MAX_UNPACKED_BYTES = 64 * 1_048_576;

/** A batch that unpacks to more than it may. */
export class TooLargeError extends RangeError {}

/**
 * Unpacks the records of a batch.
 *
 * @param codec Kafka's number: 0 none, 1 gzip, 2 snappy (Java's frames, and plain as librdkafka sends it), 3 lz4, 4 zstd
 * @throws {TooLargeError} where they are more than `maxBytes`: no more memory than that is taken
 * @throws {Error} where the bytes are damaged
 *
 * @example
 * ```ts
 * import { gzipSync } from "node:zlib";
 * import { decompress } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual([...decompress(1, gzipSync(new Uint8Array([7, 7])))], [7, 7]);
 * ```
 */
export function decompress(codec: number, bytes: Uint8Array, maxBytes: number = MAX_UNPACKED_BYTES): Uint8Array {
  switch (CODECS[codec]) {
    case "none":
      return bytes;
    case "gzip":
      return bounded(() => gunzipSync(bytes, { maxOutputLength: maxBytes }), maxBytes);
    case "zstd":
      return bounded(() => zstdDecompressSync(bytes, { maxOutputLength: maxBytes }), maxBytes);
    case "snappy":
      return isJavaSnappy(bytes) ? unpackJavaSnappy(bytes, maxBytes) : unpackSnappy(bytes, maxBytes);
    case "lz4":
      return unpackLz4(bytes, maxBytes);
    default:
      throw new RangeError(`expected a codec from 0 to ${CODECS.length - 1}, got ${codec}`);
  }
}

function bounded(unpack: () => Uint8Array, maxBytes: number): Uint8Array {
  try {
    return unpack();
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw error;
  }
}

const tooLarge = (maxBytes: number) => new TooLargeError(`it unpacks to more than ${maxBytes} bytes`);

/** Java's clients write snappy in frames: a magic text, two versions, then blocks, each with its length before it. */
const JAVA_SNAPPY = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00], JAVA_SNAPPY_HEADER = 16;
const isJavaSnappy = (bytes: Uint8Array) => JAVA_SNAPPY.every((each, index) => bytes[index] === each);

function unpackJavaSnappy(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), blocks: Uint8Array[] = [];
  let size = 0;
  for (let at = JAVA_SNAPPY_HEADER; at < bytes.length;) {
    const end = at + 4 + view.getInt32(at);
    if (end <= at || end > bytes.length) throw new RangeError(`a block ends at byte ${end} of ${bytes.length}`);
    const block = unpackSnappy(bytes.subarray(at + 4, end), maxBytes - size);
    blocks.push(block);
    size += block.length;
    at = end;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}

function unpackSnappy(bytes: Uint8Array, maxBytes: number): Uint8Array {
  // The size stands first, seven bits a byte; snappyjs takes memory for it before it looks at anything else.
  let size = 0, unit = 1;
  for (let at = 0; at < 5; at++, unit *= 128) {
    size += ((bytes[at] ?? 0) & 127) * unit;
    if ((bytes[at] ?? 0) < 128) break;
  }
  if (size > maxBytes) throw tooLarge(maxBytes);
  // A plain view: of Node's Buffer snappyjs would make one by a call that is deprecated.
  return snappy.uncompress(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
}

function unpackLz4(bytes: Uint8Array, maxBytes: number): Uint8Array {
  // What the frame says, or its number of blocks times their size.
  const bound: number = lz4.decompressBound(bytes);
  if (!(bound <= maxBytes + 2 * LZ4_BLOCK)) throw tooLarge(maxBytes);
  const room = new Uint8Array(bound), size: number = lz4.decompressFrame(bytes, room);
  if (!(size <= bound)) throw new RangeError(`the frame holds ${size} bytes where ${bound} are its most`);
  if (size > maxBytes) throw tooLarge(maxBytes);
  return room.subarray(0, size);
}

/** The largest block of LZ4. The last one need not be full, and lz4js counts the mark at the end as one, too. */
const LZ4_BLOCK = 4 * 1_048_576;
