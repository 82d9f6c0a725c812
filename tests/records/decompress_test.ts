import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import lz4 from "lz4js";
import snappy from "snappyjs";
import { decompress, TooLargeError } from "../../pipeline/records/decompress.ts";
import { javaSnappy } from "../support/java_snappy.ts";

const plain = new TextEncoder().encode(JSON.stringify(Array.from({ length: 5_000 }, (_, i) => ({ i, no2: i % 97 }))));

const PACK: Record<string, { codec: number; pack(bytes: Uint8Array): Uint8Array }> = {
  "no compression": { codec: 0, pack: (bytes) => bytes },
  gzip: { codec: 1, pack: (bytes) => gzipSync(bytes) },
  "plain snappy": { codec: 2, pack: (bytes) => snappy.compress(bytes) },
  "Java's snappy": { codec: 2, pack: javaSnappy },
  lz4: { codec: 3, pack: (bytes) => lz4.compress(bytes) },
  zstd: { codec: 4, pack: (bytes) => zstdCompressSync(bytes) },
};

for (const [name, { codec, pack }] of Object.entries(PACK)) {
  Deno.test(`decompress() gives back the bytes of ${name}, also out of a larger buffer`, () => {
    const packed = pack(plain), larger = new Uint8Array(packed.length + 40);
    larger.set(packed, 20);
    assert.deepEqual(new Uint8Array(decompress(codec, packed)), plain);
    assert.deepEqual(new Uint8Array(decompress(codec, larger.subarray(20, 20 + packed.length))), plain);
  });

  if (codec === 0) continue;

  Deno.test(`decompress() refuses ${name} that unpacks to more than it may, and takes what is just as large`, () => {
    const bomb = pack(new Uint8Array(20_000_000));
    assert.throws(() => decompress(codec, bomb, 8_000_000), TooLargeError);
    assert.equal(decompress(codec, pack(plain), plain.length).length, plain.length);
  });

  Deno.test(`decompress() fails, and ends, on damaged ${name}`, () => {
    const packed = pack(plain);
    assert.throws(() => decompress(codec, packed.slice(4)));
    for (let at = 0; at < packed.length; at += 97) {
      const damaged = Uint8Array.from(packed);
      damaged[at]! ^= 0xff;
      try {
        assert.ok(decompress(codec, damaged).length <= 64 * 1_048_576);
      } catch (error) {
        assert.ok(error instanceof Error);
      }
    }
  });
}

Deno.test("decompress() names a codec that Kafka does not have", () => {
  assert.throws(() => decompress(5, plain), { message: "expected a codec from 0 to 4, got 5" });
});
