import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import lz4 from "lz4js";
import snappy from "snappyjs";
import { type Codec, DEFAULT_CODEC } from "./codec.ts";

/**
 * Packs the records of a batch, so that Java's client and librdkafka read them. Snappy is written plain, without Java's frames.
 *
 * Under Deno zlib's asynchronous calls do their work on the event loop all the same, so the plain ones do.
 *
 * @example
 * ```ts
 * import { compress, decompress } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const readings = new Uint8Array(3_000).fill(7), packed = compress(readings, "zstd");
 * assert.ok(packed.length < 100);
 * assert.deepEqual(new Uint8Array(decompress(4, packed)), readings);
 * ```
 */
export function compress(bytes: Uint8Array, codec: Codec = DEFAULT_CODEC): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return gzipSync(bytes, GZIP);
    case "zstd":
      return zstdCompressSync(bytes, ZSTD);
    case "snappy":
      // A plain view: of Node's Buffer snappyjs would make one by a call that is deprecated.
      return snappy.compress(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    case "lz4":
      return packLz4(bytes);
  }
}

/** A third of the time of zlib's default, the sixth level, for batches of readings a quarter larger. */
const GZIP = { level: 2 };
/** Smaller and sooner than the default, the third level, for batches of readings. */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * lz4js marks its frames as if blocks needed the ones before them, which Java's client and broker refuse, and as of blocks of 4 MiB, which
 * every reader then takes memory for. So each block is made by a frame of its own, and the whole gets a header that says so.
 */
function packLz4(bytes: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += LARGEST_LZ4_BLOCK) {
    blocks.push(lz4.compress(bytes.subarray(from, from + LARGEST_LZ4_BLOCK)).subarray(LZ4_HEADER, -LZ4_END));
  }
  const header = LZ4_HEADERS.find(({ holds }) => bytes.length <= holds) ?? LZ4_HEADERS.at(-1)!;
  const packed = new Uint8Array(LZ4_HEADER + blocks.reduce((sum, { length }) => sum + length, LZ4_END));
  packed.set([...LZ4_MAGIC, ...header.bytes]);
  blocks.reduce((at, block) => (packed.set(block, at), at + block.length), LZ4_HEADER);
  return packed;
}

/** The magic number, two bytes that describe the frame and a checksum of these; at the end the mark of an empty block. */
const LZ4_HEADER = 7, LZ4_END = 4;
const LZ4_MAGIC = [0x04, 0x22, 0x4d, 0x18];
/** A match of lz4js may begin nearer to the end of a block than readers allow that have no byte of room behind it. */
const LZ4_ROOM = 16;
/** Version 1 with independent blocks, the size of a block, and the second byte of both's xxHash32 (LZ4 frame format 1.6.1). */
const LZ4_HEADERS = [
  { holds: 65_536 - LZ4_ROOM, bytes: [0x60, 0x40, 0x82] },
  { holds: 262_144 - LZ4_ROOM, bytes: [0x60, 0x50, 0xfb] },
  { holds: 1_048_576 - LZ4_ROOM, bytes: [0x60, 0x60, 0x51] },
  { holds: 4_194_304 - LZ4_ROOM, bytes: [0x60, 0x70, 0x73] },
];
const LARGEST_LZ4_BLOCK = LZ4_HEADERS.at(-1)!.holds;
