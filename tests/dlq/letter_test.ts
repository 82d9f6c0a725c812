import assert from "node:assert/strict";
import { matches, parseLetter, subjectOf } from "../../pipeline/dlq/letter.ts";
import { letterMessage, letterOf, textReading } from "./fixture.ts";

Deno.test("parseLetter() gives where and why a message was rejected", () => {
  const { source, reasons, hops, ruleSet } = letterOf({ value: textReading(0), partition: 2, offset: 7 });
  assert.deepEqual(source, { topic: "raw", partition: 2, offset: 107 });
  assert.deepEqual(reasons.map(({ code, field, got }) => [code, field, got]), [["schema_violation", "co_gt", "2.6"]]);
  assert.deepEqual([hops, ruleSet], [0, "1-0123456789ab"]);
});

const STRAYS: [string, Record<string, string | undefined>][] = [
  ["lacks its reasons", { "airquality.reject.reasons": undefined }],
  ["has reasons that are no JSON", { "airquality.reject.reasons": "[" }],
  ["has no reason", { "airquality.reject.reasons": "[]" }],
  ["has a reason of another list", {
    "airquality.reject.reasons": JSON.stringify([{ code: "ugly", field: "", expected: "", got: "" }]),
  }],
  ["lacks its topic", { "__connect.errors.topic": undefined }],
  ["has an offset that is none", { "__connect.errors.offset": "-1" }],
  ["has hops that are no number", { "airquality.redrive.hops": "x" }],
];
for (const [what, change] of STRAYS) {
  Deno.test(`parseLetter() gives null for a message that ${what}`, () => {
    const message = letterMessage({ value: textReading(0), offset: 0 });
    const headers = { ...message.headers };
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) delete headers[name];
      else headers[name] = [new TextEncoder().encode(value)];
    }
    assert.equal(parseLetter({ ...message, headers }), null);
  });
}

Deno.test("subjectOf() gives station, moment and line, as far as they can be read", () => {
  assert.deepEqual(subjectOf(letterOf({ value: textReading(1), offset: 0 })), {
    stationId: "s",
    ts: Date.UTC(2004, 2, 10, 1),
    sourceLine: 3,
  });
  assert.deepEqual(subjectOf(letterOf({ value: "{", offset: 0 })), { stationId: null, ts: null, sourceLine: null });
});

Deno.test("matches() wants rule and field in one reason", () => {
  const letter = letterOf({ value: { ...textReading(0), ts: "x" }, offset: 0 });
  const asked = [
    {},
    { rule: "schema_violation" },
    { rule: "bad_timestamp" },
    { rule: "duplicate" },
    { field: "co_gt" },
    { rule: "schema_violation", field: "co_gt" },
    { rule: "bad_timestamp", field: "co_gt" },
    { station: "s" },
    { station: "t" },
  ] as const;
  assert.deepEqual(asked.map((filter) => matches(letter, filter)), [
    true,
    true,
    true,
    false,
    true,
    true,
    false,
    true,
    false,
  ]);
});
