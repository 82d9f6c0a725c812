import assert from "node:assert/strict";
import fc from "fast-check";
import { deadLetterJsonSchema } from "../../pipeline/reading/dead_letter_schema.ts";
import { cleanReadingJsonSchema, rawLineJsonSchema, rawReadingJsonSchema } from "../../pipeline/reading/json_schema.ts";
import { encodeClean, FIELDS, rawLineSchema, rawReadingSchema } from "../../pipeline/reading/mod.ts";
import { deadLetter } from "../../pipeline/silver/dead_letter.ts";
import { judge } from "../../pipeline/validate/mod.ts";
import { compileSchema, faultyFields } from "../support/json_schema.ts";

const isReading = compileSchema(rawReadingJsonSchema());
const isLine = compileSchema(rawLineJsonSchema());
const isClean = compileSchema(cleanReadingJsonSchema());
const isDeadLetter = compileSchema(deadLetterJsonSchema());
const { $defs: { reason } } = deadLetterJsonSchema() as { $defs: { reason: object } };
const isReason = compileSchema(reason);

const RUNS = { numRuns: 4_000, seed: 20040310 };

/** A value as it stands in a message: what JSON can say and JavaScript cannot keep is in here too. */
const good = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom("-200", "0", "-0", "2.0", "1e3", "null", '""', '"NaN"', '"nan"', "99999"),
);
const hostile = fc.oneof(
  fc.constantFrom("1e999", "-1e999", "1e-999", "9007199254740992", "9007199254740991", "0", "-1", "1.5", "1.0", "true"),
  fc.constantFrom("[]", "{}", "[1]", '"2.6"', '"2,6"', '"NAN"', '" "', '"nan "', '"\\u0000"', '"\\ud800"', '"-200"'),
  fc.constantFrom(
    '"../x"',
    '"uci\\n"',
    '"<b>"',
    `"${"a".repeat(64)}"`,
    `"${"a".repeat(65)}"`,
    '"2004-03-10T18:00:00Z"',
  ),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
);
const NAMES = ["station_id", "ts", "source_line", ...FIELDS.map(({ name }) => name)];
const strange = fc.constantFrom("raw", "__proto__", "constructor", "toString", "CO_GT", "", "x");

const reading = fc.record({
  station_id: fc.constantFrom('"uci"', '"a.b-c_1"', '"7"'),
  ts: fc.constantFrom('"2004-03-10T18:00:00Z"', '"2004-02-30T18:00:00Z"', '"10/03/2004 18.00.00"', '""'),
  source_line: fc.constantFrom("1", "2", "null", "9007199254740991"),
  ...Object.fromEntries(FIELDS.map(({ name }) => [name, good])),
}, { requiredKeys: ["station_id", "ts"] }).map((tokens) => Object.entries(tokens as Record<string, string>));
/** A reading with a few fields replaced, added or given twice. */
const nearly = fc.tuple(
  reading,
  fc.array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), strange), fc.oneof(hostile, good)), { maxLength: 3 }),
  fc.subarray(NAMES, { maxLength: 2 }),
).map(([fields, added, dropped]) => [...fields.filter(([name]) => !dropped.includes(name)), ...added]);
const line = fc.tuple(fc.constantFrom("1", "null", "0", '"1"'), fc.oneof(fc.constant('"10/03;1"'), hostile))
  .map(([sourceLine, raw]) => [["source_line", sourceLine], ["raw", raw]] as [string, string][]);

/** With the keys of the contract that it has more than once, of which JSON Schema sees the last ones only. */
const objectText = (fields: readonly (readonly string[])[]) => ({
  text: `{${fields.map(([name, token]) => `${JSON.stringify(name)}:${token}`).join(",")}}`,
  doubled: NAMES.filter((name) => fields.filter(([each]) => each === name).length > 1),
});
const message = fc.oneof(
  { weight: 2, arbitrary: reading.map(objectText) },
  { weight: 5, arbitrary: nearly.map(objectText) },
  { weight: 1, arbitrary: line.map(objectText) },
  { weight: 1, arbitrary: hostile.map((text) => ({ text, doubled: [] as string[] })) },
);

const judgeText = (text: string) =>
  judge({ partition: 0, offset: 7, value: new TextEncoder().encode(text) }, () => false);

Deno.test("rawReadingJsonSchema() accepts and rejects what the zod schema and judge() do, field by field", () => {
  const seen = { accepted: 0, violation: 0, line: 0 };
  fc.assert(
    fc.property(message, ({ text, doubled }) => {
      const json = JSON.parse(text);
      assert.equal(isLine(json), rawLineSchema.safeParse(json).success);
      const zod = rawReadingSchema.safeParse(json);
      assert.equal(isReading(json), zod.success);
      const verdict = judgeText(text);
      const codes: string[] = verdict.accepted ? [] : verdict.rejection.reasons.map(({ code }) => code);
      assert.equal(codes.includes("malformed_line"), isLine(json));
      if (isLine(json)) return void seen.line++;
      const isSound = isReading(json) && doubled.length === 0;
      assert.equal(codes.includes("schema_violation"), !isSound);
      const named = verdict.accepted ? [] : verdict.rejection.reasons.filter(({ code }) => code === "schema_violation");
      const faulty = isReading(json) ? [] : faultyFields(isReading);
      assert.deepEqual(named.map(({ field }) => field).sort(), [...new Set([...faulty, ...doubled])].sort());
      seen[isSound ? "accepted" : "violation"]++;
    }),
    RUNS,
  );
  assert.ok(Math.min(...Object.values(seen)) > 50, `one-sided cases: ${JSON.stringify(seen)}`);
});

Deno.test("cleanReadingJsonSchema() accepts every clean message, deadLetterJsonSchema() every dead letter", () => {
  fc.assert(
    fc.property(message, ({ text }) => {
      const verdict = judgeText(text);
      if (verdict.accepted) {
        return assert.ok(isClean(JSON.parse(encodeClean(verdict.reading))), JSON.stringify(isClean.errors));
      }
      const bytes = new TextEncoder().encode(text);
      const incoming = { partition: 0, offset: 7, key: null, value: bytes, headers: {}, timestampMs: 0 };
      const { headers } = deadLetter(
        { message: incoming, rejection: verdict.rejection },
        "air_quality.raw",
        3,
        "1-0123456789ab",
      );
      assert.ok(isDeadLetter(headers), JSON.stringify(isDeadLetter.errors));
      for (const each of JSON.parse(String(headers!["airquality.reject.reasons"]))) assert.ok(isReason(each));
    }),
    RUNS,
  );
});

const CLEAN: Record<string, unknown> = JSON.parse(
  encodeClean({
    station_id: "uci",
    ts: 0,
    values: FIELDS.map(() => 1),
    qa_missing_fields: 0,
    qa_out_of_range_fields: 0,
    validation_notes: null,
    no2_status: "Acceptable",
    row_validity: "valid",
    kafka_partition: 0,
    kafka_offset: 0,
    source_line: null,
  }),
);

const NOT_CLEAN: [string, Record<string, unknown>][] = [
  ["a value is out of range", { co_gt: 51 }],
  ["a missing value is -200", { t: -200 }],
  ["a field is absent", { ah: undefined }],
  ["a status is unknown", { no2_status: "Good" }],
  ["the moment is not in UTC", { ts: "1970-01-01T00:00:00+01:00" }],
];
for (const [when, change] of NOT_CLEAN) {
  Deno.test(`cleanReadingJsonSchema() rejects when ${when}`, () => {
    assert.ok(isClean(CLEAN));
    assert.deepEqual([isClean({ ...CLEAN, ...change }), faultyFields(isClean)], [false, Object.keys(change)]);
  });
}
