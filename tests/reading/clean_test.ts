import fc from "fast-check";
import assert from "node:assert/strict";
import { type CleanReading, encodeClean, FIELDS } from "../../pipeline/reading/mod.ts";

const READING: CleanReading = {
  station_id: "uci",
  ts: Date.UTC(2004, 2, 10, 18),
  values: FIELDS.map((_, index) => index === 3 ? null : index + 0.5),
  qa_missing_fields: 1,
  qa_out_of_range_fields: 0,
  validation_notes: null,
  no2_status: "Acceptable",
  row_validity: "valid",
  kafka_partition: 2,
  kafka_offset: 2 ** 40,
  source_line: 17,
};

function plain({ values, ts, ...rest }: CleanReading): Record<string, unknown> {
  const measured = Object.fromEntries(FIELDS.map((field, index) => [field.name, values[index]]));
  return { ...rest, ts: new Date(ts).toISOString().replace(".000Z", "Z"), ...measured };
}

Deno.test("encodeClean() is JSON of every field in the order of the contract", () => {
  const decoded = JSON.parse(encodeClean(READING));
  assert.deepEqual(decoded, plain(READING));
  assert.deepEqual(Object.keys(decoded), [
    "station_id",
    "ts",
    ...FIELDS.map((field) => field.name),
    "qa_missing_fields",
    "qa_out_of_range_fields",
    "validation_notes",
    "no2_status",
    "row_validity",
    "kafka_partition",
    "kafka_offset",
    "source_line",
  ]);
});

Deno.test("encodeClean() escapes notes and keeps nulls and extreme numbers", () => {
  for (
    const change of [
      { validation_notes: 'out_of_range:t="\\\n' },
      { no2_status: null, source_line: null },
      { values: FIELDS.map(() => 1e-7) },
      { values: FIELDS.map(() => 1.7976931348623157e308) },
    ]
  ) {
    const reading = { ...READING, ...change };
    assert.deepEqual(JSON.parse(encodeClean(reading)), plain(reading));
  }
});

Deno.test("encodeClean() writes the very bytes that JSON.stringify would", () => {
  const keys = Object.keys(JSON.parse(encodeClean(READING)));
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)), {
        minLength: FIELDS.length,
        maxLength: FIELDS.length,
      }),
      fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
      fc.option(fc.string({ unit: "binary" })),
      fc.option(fc.nat()),
      (values, ts, validation_notes, source_line) => {
        const reading = { ...READING, values, ts, validation_notes, source_line };
        const wire = plain(reading);
        assert.equal(encodeClean(reading), JSON.stringify(Object.fromEntries(keys.map((key) => [key, wire[key]]))));
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});
