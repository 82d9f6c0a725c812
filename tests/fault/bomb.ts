import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGzip, createZstdCompress } from "node:zlib";
import { compress } from "../../pipeline/records/mod.ts";

/** A batch of zeros, a few hundred kilobytes that unpack to more than any reader should take. */
export interface Bomb {
  readonly codec: "gzip" | "lz4" | "zstd";
  readonly records: number;
  /** What each record's value unpacks to. */
  readonly valueBytes: number;
}

const MB = 1_000_000;

/** Above what a batch may unpack to; as large as Kafka's limit of a batch lets gzip get; and many records. */
export const BOMBS: readonly Bomb[] = [
  { codec: "gzip", records: 1, valueBytes: 70 * MB },
  { codec: "gzip", records: 1, valueBytes: 600 * MB },
  { codec: "gzip", records: 40, valueBytes: 5 * MB },
  { codec: "zstd", records: 1, valueBytes: 600 * MB },
  { codec: "zstd", records: 300, valueBytes: 1 * MB },
  { codec: "lz4", records: 2, valueBytes: 40 * MB },
];

const packed = new Map<Bomb, Promise<Buffer>>();

/** The records of a bomb, packed. Made once in a process, without ever holding what it unpacks to. */
export function packBomb(bomb: Bomb): Promise<Buffer> {
  let bytes = packed.get(bomb);
  if (bytes === undefined) packed.set(bomb, bytes = pack(bomb));
  return bytes;
}

async function pack(bomb: Bomb): Promise<Buffer> {
  const records = Readable.from(recordsOf(bomb));
  if (bomb.codec === "lz4") return Buffer.from(compress(await buffer(records), "lz4"));
  const packer = bomb.codec === "gzip" ? createGzip({ level: 9 }) : createZstdCompress();
  return await buffer(records.pipe(packer));
}

/** Kafka's records (format 2): neither key nor headers, and a value of zeros. */
function* recordsOf({ records, valueBytes }: Bomb): Generator<Uint8Array> {
  for (let index = 0; index < records; index++) {
    const head = [0, 0, ...varint(index), ...varint(-1), ...varint(valueBytes)];
    yield Uint8Array.from([...varint(head.length + valueBytes + 1), ...head]);
    for (let left = valueBytes; left > 0; left -= MB) yield ZEROS.subarray(0, Math.min(left, MB));
    yield ZEROS.subarray(0, 1); // no headers
  }
}

const ZEROS = new Uint8Array(MB);

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
