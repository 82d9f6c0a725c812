import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import "../../pipeline/broker/varint.ts";

/** The format, in whole numbers of any size. */
function reference(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value < 0n ? -2n * value - 1n : 2n * value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

const EDGES = [7, 14, 21, 28, 30, 31, 32, 35, 42, 48, 49, 50, 51, 52, 53, 56, 62, 63]
  .flatMap((bits) =>
    [-2n, -1n, 0n, 1n, 2n].flatMap((step) => [(1n << BigInt(bits)) + step, -(1n << BigInt(bits)) + step])
  )
  .concat([0n, 1n, -1n, 63n, 64n, -64n, -65n])
  .filter((value) => value >= -(1n << 63n) && value < 1n << 63n);

Deno.test("writeVarLong() and sizeOfVarLong() keep to the format for every size of number, as number or bigint", () => {
  for (const value of EDGES) {
    const bytes = reference(value);
    for (const form of Number.isSafeInteger(Number(value)) ? [value, Number(value)] : [value]) {
      assert.deepEqual([...new Encoder().writeVarLong(form).buffer], bytes, String(value));
      assert.equal(Encoder.sizeOfVarLong(form), bytes.length, String(value));
    }
  }
});

Deno.test("writeVarInt() and sizeOfVarInt() keep to the format for 32 bits", () => {
  for (const value of EDGES.filter((each) => each >= -(2n ** 31n) && each < 2n ** 31n)) {
    const bytes = reference(value);
    assert.deepEqual([...new Encoder().writeVarInt(Number(value)).buffer], bytes, String(value));
    assert.equal(Encoder.sizeOfVarInt(Number(value)), bytes.length, String(value));
  }
});

Deno.test("readVarLong() reads what the format says, and goes on behind it", () => {
  for (const value of EDGES) {
    const decoder = new Decoder(Buffer.from([...reference(value), 42]));
    assert.equal(decoder.readVarLong().toString(), String(value));
    assert.equal(decoder.readInt8(), 42);
  }
});

Deno.test("writeVarInt() makes room at the end of its buffer", () => {
  const encoder = new Encoder(1);
  for (let i = 0; i < 1_000; i++) encoder.writeVarInt(300);
  assert.equal(encoder.buffer.length, 2_000);
});
