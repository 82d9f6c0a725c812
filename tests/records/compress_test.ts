import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { CODECS } from "../../pipeline/records/codec.ts";
import { compress } from "../../pipeline/records/compress.ts";
import { decompress } from "../../pipeline/records/decompress.ts";
import { encodeSends } from "../../pipeline/records/encoded.ts";
import { decodeRecords } from "../../pipeline/records/records.ts";

const noise = (length: number) => {
  let state = 7;
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24);
};
const readings = (length: number) => Uint8Array.from({ length }, (_, index) => 48 + (index * index) % 61 % 10);

for (const [number, codec] of CODECS.entries()) {
  Deno.test(`compress() by ${codec} gives what decompress() gives back, whatever the size`, () => {
    for (const size of [1, 12, 13, 65_519, 65_521, 262_129, 1_048_561, 4_194_288, 4_194_289, 9_000_000]) {
      for (const bytes of [readings(size), noise(size)]) {
        const packed = compress(bytes, codec);
        assert.ok(Buffer.from(decompress(number, packed)).equals(bytes), `${size} bytes`);
        assert.ok(packed.length <= 1.004 * size + 40, `${packed.length} for ${size} bytes`);
      }
    }
  });

  Deno.test(`compress() by ${codec} takes any bytes, also out of a larger buffer`, () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 600 }), fc.nat(9), (values, from) => {
        const bytes = Uint8Array.from([...Array(from).fill(9), ...values]).subarray(from);
        assert.deepEqual([...decompress(number, compress(bytes, codec))], values);
      }),
      { seed: 11 },
    );
  });
}

Deno.test("compress() makes readings smaller by every codec but none", () => {
  const bytes = readings(100_000);
  const sizes = CODECS.map((codec) => compress(bytes, codec).length);
  assert.equal(sizes[0], bytes.length);
  for (const size of sizes.slice(1)) assert.ok(size < bytes.length / 2, `${sizes}`);
});

Deno.test("compress() by lz4 describes blocks that stand alone and are as small as they can be, with its checksum", () => {
  const describes = (size: number) => Buffer.from(compress(readings(size), "lz4").subarray(0, 7)).toString("hex");
  // Made by python-lz4 4.4.5: lz4.frame.begin(LZ4FrameCompressor(block_size, block_linked=False))
  assert.equal(describes(1_000), "04224d18604082");
  assert.equal(describes(200_000), "04224d186050fb");
  assert.equal(describes(900_000), "04224d18606051");
  assert.equal(describes(5_000_000), "04224d18607073");
});

Deno.test("encodeSends() packs the records of each send by the codec that it names", () => {
  for (const [number, codec] of CODECS.entries()) {
    const [send] = [...encodeSends("clean", () => 2, [{ key: "uci", value: "{}".repeat(99) }], { codec })];
    assert.equal(send!.codec, codec);
    const { bytes, count } = send!.records.get(2)!;
    const context = { baseOffset: 0, count, firstTimestampMs: 0, appendTimeMs: null, partition: 2 };
    const [message] = decodeRecords(decompress(number, bytes), context, 0);
    assert.equal(new TextDecoder().decode(message!.value!), "{}".repeat(99));
  }
});
