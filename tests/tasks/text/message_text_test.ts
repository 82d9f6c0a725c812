import assert from "node:assert/strict";
import { messageFacts, messageTime } from "../../../tasks/text/message_text.ts";

for (
  const [ms, text] of [
    [0, "1970-01-01T00:00:00Z"],
    [253_402_300_799_999, "9999-12-31T23:59:59.999Z"],
    [253_402_300_800_000, "253402300800000 ms"],
    [1_715_644_800_000_000, "1715644800000000 ms"], // microseconds in place of milliseconds
    [Number.MAX_SAFE_INTEGER, "9007199254740991 ms"],
    [-1, "1969-12-31T23:59:59.999Z"],
    [-62_135_596_800_001, "-62135596800001 ms"],
  ] as const
) {
  Deno.test(`messageTime() shows ${ms} as ${text}`, () => assert.equal(messageTime(ms), text));
}

Deno.test("messageFacts() shows a message whose timestamp is no date", () => {
  const message = { partition: 0, offset: 0, key: null, value: null, headers: {}, timestampMs: 9e15 };
  assert.equal(messageFacts(message).timestamp, "9000000000000000 ms");
});
