import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import Decoder from "kafkajs/src/protocol/decoder.js";
import decodeByKafkajs from "kafkajs/src/protocol/recordBatch/record/v0/decoder.js";
import encodeByKafkajs from "kafkajs/src/protocol/recordBatch/record/v0/index.js";
import type { OutgoingMessage } from "../../pipeline/broker/mod.ts";
import { decodeRecords, encodeRecords, MAX_MESSAGE_BYTES, timestampsOf } from "../../pipeline/records/records.ts";

const NOW = 1_700_000_000_000;
const bytes = fc.uint8Array({ maxLength: 300 }), name = fc.stringMatching(/^[a-zä]{1,9}$/);
const message: fc.Arbitrary<OutgoingMessage> = fc.record({
  key: fc.option(fc.oneof(bytes, fc.string())),
  value: fc.option(fc.oneof(bytes, fc.string({ unit: "grapheme", maxLength: 9_000 }))),
  headers: fc.dictionary(name, fc.oneof(bytes, fc.string(), fc.array(bytes, { minLength: 1, maxLength: 3 }))),
  timestampMs: fc.integer({ min: 0, max: 2 * NOW }),
}, { requiredKeys: ["key", "value"] });
const messages: fc.Arbitrary<OutgoingMessage[]> = fc.tuple(
  fc.array(message, { minLength: 1, maxLength: 20 }),
  fc.boolean(),
).map(([batch, isTimed]) => batch.map(({ timestampMs = NOW, ...rest }) => isTimed ? { ...rest, timestampMs } : rest));

const asBuffer = (value: Uint8Array | string | null) => value === null ? null : Buffer.from(value as Uint8Array);

Deno.test("encodeRecords() writes the bytes that kafkajs writes for any messages", () => {
  fc.assert(
    fc.property(messages, (batch) => {
      const first = timestampsOf(batch)?.[0] ?? NOW;
      const byKafkajs = batch.map(({ key, value, headers = {}, timestampMs = NOW }, offsetDelta) =>
        encodeByKafkajs({
          offsetDelta,
          timestampDelta: timestampMs - first,
          key: asBuffer(key),
          value: asBuffer(value),
          headers: Object.fromEntries(
            Object.entries(headers).map((
              [name, each],
            ) => [name, Array.isArray(each) ? each.map(asBuffer) : asBuffer(each as string)]),
          ),
        }).buffer
      );
      assert.deepEqual(Buffer.from(encodeRecords(batch)), Buffer.concat(byKafkajs));
    }),
    { seed: 9 },
  );
});

Deno.test("encodeRecords() writes as kafkajs does what has many headers, as a dead letter may", () => {
  for (const count of [31, 32, 63, 64, 200]) {
    const headers = Object.fromEntries(Array.from({ length: count }, (_, index) => [`h${index}`, `${index}`]));
    const byKafkajs = encodeByKafkajs({
      offsetDelta: 0,
      timestampDelta: 0,
      key: null,
      value: Buffer.from("v"),
      headers,
    });
    assert.deepEqual(Buffer.from(encodeRecords([{ key: null, value: "v", headers }])), byKafkajs.buffer, `${count}`);
  }
});

Deno.test("timestampsOf() gives the first and the latest, or null where there are none", () => {
  const at = (...times: (number | undefined)[]) =>
    times.map((timestampMs) => ({ key: null, value: null, ...(timestampMs === undefined ? {} : { timestampMs }) }));
  assert.deepEqual(timestampsOf(at(5, 3, 10, 9)), [5, 10]);
  assert.deepEqual(timestampsOf(at(0)), [0, 0]);
  assert.equal(timestampsOf(at(undefined, undefined)), null);
  for (const mixed of [at(1, undefined), at(undefined, 1)]) assert.throws(() => timestampsOf(mixed), RangeError);
});

Deno.test("decodeRecords() gives back what was encoded, from any offset on", () => {
  const text = new TextEncoder(),
    asBytes = (each: Uint8Array | string) => typeof each === "string" ? text.encode(each) : each;
  fc.assert(
    fc.property(messages, fc.nat(25), (batch, fromOffset) => {
      const bytes = encodeRecords(batch), firstTimestampMs = timestampsOf(batch)?.[0] ?? NOW;
      const context = { partition: 2, baseOffset: 5, count: batch.length, firstTimestampMs, appendTimeMs: null };
      const expected = batch.map(({ key, value, headers = {}, timestampMs = NOW }, index) => ({
        partition: 2,
        offset: 5 + index,
        key: key === null ? null : asBytes(key),
        value: value === null ? null : asBytes(value),
        headers: Object.entries(headers).map((
          [name, each],
        ) => [name, (Array.isArray(each) ? each : [each]).map(asBytes)]),
        timestampMs,
      })).filter(({ offset }) => offset >= fromOffset);
      const decoded = decodeRecords(bytes, context, fromOffset);
      assert.deepEqual(decoded.map((each) => ({ ...each.whole(), headers: Object.entries(each.headers) })), expected);
    }),
    { seed: 9 },
  );
});

Deno.test("decodeRecords() gives in place of a message that is too large one that says so, and those beside it", () => {
  const large = new Uint8Array(MAX_MESSAGE_BYTES - 40), tooLarge = new Uint8Array(MAX_MESSAGE_BYTES);
  const digest = "2daeb1f36095b44b318410b3f4e8b5d989dcc7bb023d1426c492dab0a3053e74"; // sha256sum of 8 MiB of zeros
  const cases: [OutgoingMessage, RegExp][] = [
    [{ key: "k", value: tooLarge }, new RegExp(`; its value has 8388608, SHA-256 ${digest}$`)],
    [{ key: tooLarge, value: null }, / without a value$/],
  ];
  for (const [message, says] of cases) {
    const bytes = encodeRecords([{ key: "a", value: large }, message, { key: "b", value: "after" }]);
    const context = { partition: 0, baseOffset: 7, count: 3, firstTimestampMs: NOW, appendTimeMs: null };
    const [before, unread, after] = decodeRecords(bytes, context).map((each) => each.whole());
    assert.equal(before!.value!.length, large.length);
    assert.match(unread!.unread!, /^a message of 83886\d\d bytes/);
    assert.match(unread!.unread!, says);
    assert.deepEqual([unread!.offset, unread!.key, unread!.value, unread!.timestampMs], [8, null, null, NOW]);
    assert.deepEqual([after!.offset, new TextDecoder().decode(after!.value!)], [9, "after"]);
  }
});

Deno.test("decodeRecords() says where a value stands, and that a tombstone has none", () => {
  const bytes = encodeRecords([{ key: "k", value: "value" }, { key: "k", value: null }, { key: "k", value: "" }]);
  const context = { partition: 0, baseOffset: 0, count: 3, firstTimestampMs: NOW, appendTimeMs: null };
  const texts = decodeRecords(bytes, context).map(({ bytes, valueFrom, valueTo }) =>
    valueFrom < 0 ? null : new TextDecoder().decode(bytes.subarray(valueFrom, valueTo))
  );
  assert.deepEqual(texts, ["value", null, ""]);
});

Deno.test("decodeRecords() reads as kafkajs does what kafkajs wrote, with offsets that compaction left out", () => {
  const wide = [{ offsetDelta: 3, timestampDelta: -7 }, { offsetDelta: 2 ** 31 - 1, timestampDelta: 2 ** 40 }];
  const records = wide.map((each) => encodeByKafkajs({ ...each, key: Buffer.from("k"), value: null }).buffer);
  const context = { partition: 0, baseOffset: 2 ** 40, count: 2, firstTimestampMs: NOW, appendTimeMs: null };
  const own = decodeRecords(Buffer.concat(records), context);
  const byKafkajs = records.map((record) => {
    const decoder = new Decoder(record);
    return decodeByKafkajs(new Decoder(decoder.readVarIntBytes()), {
      firstOffset: String(2 ** 40),
      firstTimestamp: String(NOW),
    });
  });
  assert.deepEqual(
    own.map(({ offset, timestampMs }) => [String(offset), String(timestampMs)]),
    byKafkajs.map(({ offset, timestamp }) => [offset, timestamp]),
  );
});

Deno.test("decodeRecords() gives every record the time of the batch when the broker stamped it", () => {
  const bytes = encodeRecords([{ key: null, value: "a", timestampMs: 9 }, {
    key: null,
    value: "b",
    timestampMs: 5,
  }]);
  const context = { partition: 0, baseOffset: 0, count: 2, firstTimestampMs: NOW, appendTimeMs: 77 };
  assert.deepEqual(decodeRecords(bytes, context).map(({ timestampMs }) => timestampMs), [77, 77]);
});

Deno.test("decodeRecords() throws when the bytes end within a record", () => {
  const bytes = encodeRecords([{ key: "key", value: "value" }]);
  const context = { partition: 0, baseOffset: 0, count: 1, firstTimestampMs: NOW, appendTimeMs: null };
  for (let length = 0; length < bytes.length - 1; length++) {
    assert.throws(() => decodeRecords(bytes.subarray(0, length), context), RangeError, `${length} bytes`);
  }
});
