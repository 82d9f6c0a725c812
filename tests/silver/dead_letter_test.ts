import assert from "node:assert/strict";
import { deadLetter } from "../../pipeline/silver/dead_letter.ts";

const REFUSED = {
  message: {
    partition: 5,
    offset: 42,
    key: Uint8Array.of(1),
    value: Uint8Array.of(0xff),
    headers: { "airquality.run": [Uint8Array.of(2), Uint8Array.of(3)] },
    timestampMs: 1_234,
  },
  rejection: {
    reasons: [
      { code: "schema_violation", field: "rh", expected: "a number", got: "wet" },
      { code: "no_pollutant", field: "", expected: "one", got: "none" },
    ],
    station_id: null,
    ts: null,
    source_line: null,
  },
} as const;

Deno.test("deadLetter() keeps key, value, timestamp and every header as they were", () => {
  const letter = deadLetter(REFUSED, "raw", 3, "1-0123456789ab");
  assert.equal(letter.key, REFUSED.message.key);
  assert.equal(letter.value, REFUSED.message.value);
  assert.equal(letter.timestampMs, 1_234);
  assert.equal(letter.partition, undefined);
  assert.deepEqual(letter.headers?.["airquality.run"], [Uint8Array.of(2), Uint8Array.of(3)]);
});

Deno.test("deadLetter() says why in Kafka Connect's headers and in our own", () => {
  const { headers } = deadLetter(REFUSED, "raw", 3, "1-0123456789ab");
  assert.equal(headers?.["__connect.errors.topic"], "raw");
  assert.equal(headers?.["__connect.errors.partition"], "5");
  assert.equal(headers?.["__connect.errors.offset"], "42");
  assert.equal(headers?.["__connect.errors.exception.class.name"], "schema_violation");
  assert.equal(
    headers?.["__connect.errors.exception.message"],
    "schema_violation rh: expected a number, got wet; no_pollutant: expected one, got none",
  );
  assert.equal(headers?.["airquality.reject.codes"], "schema_violation;no_pollutant");
  assert.equal(headers?.["airquality.reject.rule_set"], "1-0123456789ab");
  assert.deepEqual(JSON.parse(headers?.["airquality.reject.reasons"] as string), REFUSED.rejection.reasons);
});

Deno.test("deadLetter() without a key goes to a partition that there is", () => {
  const letter = deadLetter({ ...REFUSED, message: { ...REFUSED.message, key: null } }, "raw", 3, "1-0123456789ab");
  assert.equal(letter.partition, 2);
});
