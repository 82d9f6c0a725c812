import fc from "fast-check";
import assert from "node:assert/strict";
import {
  DEFAULT_RULE_SET,
  FIELDS,
  MAX_VALUE_BYTES,
  parseRuleSet,
  rawReadingSchema,
  type ReasonCode,
} from "../../pipeline/reading/mod.ts";
import { judge, type Verdict } from "../../pipeline/validate/mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const GOOD = {
  station_id: "uci",
  ts: "2004-03-10T18:00:00Z",
  co_gt: 2.6,
  pt08_s1_co: 1360,
  nmhc_gt: 150,
  c6h6_gt: 11.9,
  pt08_s2_nmhc: 1046,
  nox_gt: 166,
  pt08_s3_nox: 1056,
  no2_gt: 113,
  pt08_s4_no2: 1692,
  pt08_s5_o3: 1268,
  t: 13.6,
  rh: 48.9,
  ah: 0.7578,
  source_line: 2,
};

function judgeValue(value: Uint8Array | null, seen = false, rules = DEFAULT_RULE_SET): Verdict {
  return judge({ partition: 1, offset: 7, value }, () => seen, rules);
}
const judgeReading = (change: Record<string, unknown>, seen = false) =>
  judgeValue(bytes(JSON.stringify({ ...GOOD, ...change })), seen);

const judgeBy = (rules: string, change: Record<string, unknown>) =>
  judgeValue(bytes(JSON.stringify({ ...GOOD, ...change })), false, parseRuleSet(rules));

function accepted(verdict: Verdict) {
  assert.ok(verdict.accepted, JSON.stringify(verdict));
  return verdict.reading;
}
function reasons(verdict: Verdict): [ReasonCode, string][] {
  assert.ok(!verdict.accepted, "was accepted");
  return verdict.rejection.reasons.map(({ code, field }) => [code, field]);
}
const value = (verdict: Verdict, name: string) =>
  accepted(verdict).values[FIELDS.findIndex((field) => field.name === name)];

Deno.test("judge() accepts a whole reading as it was measured, with where it came from", () => {
  const reading = accepted(judgeReading({}));
  assert.deepEqual(reading.values, FIELDS.map((field) => GOOD[field.name as keyof typeof GOOD]));
  assert.equal(reading.ts, Date.UTC(2004, 2, 10, 18));
  assert.equal(reading.row_validity, "valid");
  assert.equal(reading.validation_notes, null);
  assert.equal(reading.qa_missing_fields, 0);
  assert.deepEqual([reading.kafka_partition, reading.kafka_offset, reading.source_line], [1, 7, 2]);
});

Deno.test("judge() makes every form of missing a null and counts it", () => {
  for (const missing of [-200, null, "", "NaN", "nan", undefined]) {
    const verdict = judgeReading({ co_gt: missing });
    assert.equal(value(verdict, "co_gt"), null, String(missing));
    assert.equal(accepted(verdict).qa_missing_fields, 1, String(missing));
    assert.equal(accepted(verdict).row_validity, "valid", String(missing));
  }
});

// One value just inside and one just outside each end of each range.
for (const field of FIELDS) {
  Deno.test(`judge() nulls and notes ${field.name} outside its range, and keeps it at the ends`, () => {
    const step = 0.001;
    for (const inside of [field.min, field.max].filter(Number.isFinite)) {
      const verdict = judgeReading({ [field.name]: inside });
      assert.equal(value(verdict, field.name), inside);
      assert.equal(accepted(verdict).qa_out_of_range_fields, 0);
    }
    for (const outside of [field.min - step, field.max + step].filter(Number.isFinite)) {
      const reading = accepted(judgeReading({ [field.name]: outside }));
      assert.equal(reading.values[FIELDS.indexOf(field)], null);
      assert.equal(reading.validation_notes, `out_of_range:${field.name}=${outside}`);
      assert.equal(reading.row_validity, "suspect");
      assert.deepEqual([reading.qa_missing_fields, reading.qa_out_of_range_fields], [0, 1]);
    }
  });
}

Deno.test("judge() joins notes in the order of the fields", () => {
  const reading = accepted(judgeReading({ rh: 101, co_gt: -1 }));
  assert.equal(reading.validation_notes, "out_of_range:co_gt=-1;out_of_range:rh=101");
});

Deno.test("judge() calls NO2 unhealthy only above 200 µg/m³", () => {
  for (const [no2, status] of [[200, "Acceptable"], [200.1, "Unhealthy"], [-200, null]] as const) {
    assert.equal(accepted(judgeReading({ no2_gt: no2 })).no2_status, status);
  }
});

const NO_POLLUTANTS = { co_gt: -200, nmhc_gt: -200, c6h6_gt: -200, nox_gt: -200, no2_gt: -200 };
const REFUSED: [string, () => Verdict, [ReasonCode, string][]][] = [
  ["a tombstone", () => judgeValue(null), [["tombstone", ""]]],
  ["an empty value", () => judgeValue(bytes("")), [["not_json", ""]]],
  ["text", () => judgeValue(bytes("hello")), [["not_json", ""]]],
  ["NaN as JSON", () => judgeValue(bytes('{"co_gt":NaN}')), [["not_json", ""]]],
  ["Latin-1", () => judgeValue(Uint8Array.of(0x22, 0xb5, 0x22)), [["not_utf8", ""]]],
  ["a value over the limit", () => judgeValue(new Uint8Array(MAX_VALUE_BYTES + 1)), [["too_large", ""]]],
  ["a malformed line", () => judgeValue(bytes('{"source_line":3,"raw":"a;b"}')), [["malformed_line", ""]]],
  ["an array", () => judgeValue(bytes("[1]")), [["schema_violation", ""]]],
  ["a number", () => judgeValue(bytes("1")), [["schema_violation", ""]]],
  ["null", () => judgeValue(bytes("null")), [["schema_violation", ""]]],
  ["a number as text", () => judgeReading({ co_gt: "2.6" }), [["schema_violation", "co_gt"]]],
  ["a number beyond doubles", () => judgeValue(bytes(JSON.stringify(GOOD).replace("48.9", "1e999"))), [[
    "schema_violation",
    "rh",
  ]]],
  ["a nested value", () => judgeReading({ ah: { a: 1 } }), [["schema_violation", "ah"]]],
  ["no station", () => judgeReading({ station_id: undefined }), [["schema_violation", "station_id"]]],
  ["markup for a station", () => judgeReading({ station_id: "<script>" }), [["schema_violation", "station_id"]]],
  ["a path for a station", () => judgeReading({ station_id: "../x" }), [["schema_violation", "station_id"]]],
  ["a station of 65 characters", () => judgeReading({ station_id: "a".repeat(65) }), [[
    "schema_violation",
    "station_id",
  ]]],
  ["line 0", () => judgeReading({ source_line: 0 }), [["schema_violation", "source_line"]]],
  ["no timestamp", () => judgeReading({ ts: undefined }), [["schema_violation", "ts"]]],
  ["a day that is not", () => judgeReading({ ts: "2004-02-30T18:00:00Z" }), [["bad_timestamp", "ts"]]],
  ["cells for a timestamp", () => judgeReading({ ts: "31/02/2004 18.00.00" }), [["bad_timestamp", "ts"]]],
  ["no pollutant", () => judgeReading(NO_POLLUTANTS), [["no_pollutant", ""]]],
  ["pollutants out of range", () => judgeReading({ ...NO_POLLUTANTS, co_gt: 51 }), [["no_pollutant", ""]]],
  ["a reading seen before", () => judgeReading({}, true), [["duplicate", "ts"]]],
  [
    "everything at once",
    () => judgeReading({ ...NO_POLLUTANTS, rh: "wet", t: true, ts: "yesterday" }),
    [["schema_violation", "t"], ["schema_violation", "rh"], ["bad_timestamp", "ts"], ["no_pollutant", ""]],
  ],
  ["a duplicate without pollutant", () => judgeReading(NO_POLLUTANTS, true), [["no_pollutant", ""], [
    "duplicate",
    "ts",
  ]]],
];
for (const [what, verdict, expected] of REFUSED) {
  Deno.test(`judge() rejects ${what} with every reason`, () => assert.deepEqual(reasons(verdict()), expected));
}

Deno.test("judge() keeps of a rejected reading what can be read", () => {
  const verdict = judgeReading({ rh: "wet" });
  assert.ok(!verdict.accepted);
  const { station_id, ts, source_line, reasons } = verdict.rejection;
  assert.deepEqual([station_id, ts, source_line], ["uci", Date.UTC(2004, 2, 10, 18), 2]);
  assert.deepEqual(reasons, [{
    code: "schema_violation",
    field: "rh",
    expected: "a number, null or an empty text",
    got: "wet",
  }]);
});

Deno.test("judge() cuts what it quotes", () => {
  const verdict = judgeReading({ rh: "x".repeat(5000) });
  assert.ok(!verdict.accepted);
  assert.equal(verdict.rejection.reasons[0].got.length, 200);
});

Deno.test("judge() takes hostile keys for what they are", () => {
  const verdict = judgeValue(bytes(JSON.stringify(GOOD).replace("{", '{"__proto__":{"co_gt":1},"constructor":1,')));
  assert.equal(value(verdict, "co_gt"), 2.6);
});

Deno.test("judge() accepts a shape exactly where the schema does", () => {
  const odd = [0, -0, -200, 1.5, "", "NaN", "nan", "x", null, true, [], {}, undefined, 2 ** 60];
  for (const name of [...FIELDS.map((field) => field.name), "station_id", "ts", "source_line", "extra"]) {
    for (const each of odd) {
      const reading = JSON.parse(JSON.stringify({ ...GOOD, [name]: each }));
      const verdict = judgeReading({ [name]: each });
      const shapely = verdict.accepted || verdict.rejection.reasons.every(({ code }) => code !== "schema_violation");
      assert.equal(shapely, rawReadingSchema.safeParse(reading).success, `${name} = ${JSON.stringify(each)}`);
    }
  }
});

// Whatever a field holds, the quick look at a message says what the schema says.
const odd = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-200, -0, "", "NaN", "nan", "-200", "2.6", null, undefined, true),
  fc.jsonValue({ maxDepth: 1 }),
);
const oddReading = fc.record(
  {
    station_id: fc.oneof(fc.constant("uci"), odd),
    ts: fc.oneof(fc.constant(GOOD.ts), odd),
    source_line: fc.oneof(fc.constant(2), odd),
    ...Object.fromEntries(FIELDS.map(({ name }) => [name, fc.oneof({ weight: 9, arbitrary: fc.double() }, odd)])),
    extra: odd,
  },
  { requiredKeys: [] },
);
Deno.test("judge() finds a schema violation exactly in the fields in which the schema does", () => {
  fc.assert(fc.property(oddReading, (reading) => {
    const json = JSON.parse(JSON.stringify(reading));
    const verdict = judgeValue(bytes(JSON.stringify(reading)));
    const found = verdict.accepted ? [] : verdict.rejection.reasons.filter(({ code }) => code === "schema_violation");
    const issues = rawReadingSchema.safeParse(json).error?.issues ?? [];
    assert.deepEqual(
      found.map(({ field }) => field).sort(),
      [...new Set(issues.map(({ path }) => String(path[0])))].sort(),
    );
  }));
});

for (const [text, number] of [["2.6", 2.6], ["2,6", 2.6], ["-200", null], ["-0", 0], ["013", 13]] as const) {
  Deno.test(`judge() reads the text ${text} as a number where the rules allow it`, () => {
    assert.equal(value(judgeBy('{"numericText":true}', { co_gt: text }), "co_gt"), number);
    assert.deepEqual(reasons(judgeReading({ co_gt: text })), [["schema_violation", "co_gt"]]);
  });
}

for (
  const text of [
    "1e3",
    "0x10",
    " 2.6",
    "2.6 ",
    "+2",
    "2.",
    ".5",
    "1.000,5",
    "1,000,000",
    "٣",
    "Infinity",
    "9".repeat(400),
  ]
) {
  Deno.test(`judge() takes ${text.slice(0, 9)} for no number, whatever the rules`, () => {
    assert.deepEqual(reasons(judgeBy('{"numericText":true}', { co_gt: text })), [["schema_violation", "co_gt"]]);
  });
}

Deno.test("judge() tells of a number in a text that is out of range, and keeps bad fields beside it", () => {
  const verdict = judgeBy('{"numericText":true}', { co_gt: "51,5" });
  assert.equal(accepted(verdict).validation_notes, "out_of_range:co_gt=51.5");
  assert.deepEqual(reasons(judgeBy('{"numericText":true}', { co_gt: "2,6", rh: "wet" })), [["schema_violation", "rh"]]);
});

Deno.test("judge() goes by the ranges of the rules", () => {
  const rules = '{"ranges":{"nox_gt":{"max":100},"t":{"min":null,"max":null}}}';
  const reading = accepted(judgeBy(rules, { t: -9e9 }));
  assert.equal(reading.validation_notes, "out_of_range:nox_gt=166");
  assert.equal(reading.values[FIELDS.findIndex(({ name }) => name === "t")], -9e9);
});

for (const [pollutants, accepts] of [[5, true], [4, false]] as const) {
  Deno.test(`judge() wants as many pollutants as the rules: 5 of ${pollutants}`, () => {
    const verdict = judgeBy('{"accept":{"minPollutants":5}}', pollutants === 5 ? {} : { co_gt: 51 });
    if (accepts) return void accepted(verdict);
    assert.ok(!verdict.accepted);
    assert.deepEqual(verdict.rejection.reasons, [{
      code: "no_pollutant",
      field: "",
      expected: "a value for at least 5 of co_gt, nmhc_gt, c6h6_gt, nox_gt, no2_gt",
      got: "4",
    }]);
  });
}

Deno.test("judge() wants as many values as the rules, where they want any", () => {
  const least = '{"accept":{"minPollutants":0,"minValues":12}}';
  accepted(judgeBy(least, { t: -200 }));
  const verdict = judgeBy(least, { t: -200, rh: 101 });
  assert.ok(!verdict.accepted);
  assert.deepEqual(verdict.rejection.reasons, [{
    code: "too_few_values",
    field: "",
    expected: "a value for at least 12 of the 13 measurements",
    got: "11",
  }]);
  accepted(judgeBy('{"accept":{"minPollutants":0}}', NO_POLLUTANTS));
});

for (
  const [what, change] of [
    ["a reading, whose line stands last", { station_id: "s", ts: "x".repeat(MAX_VALUE_BYTES), source_line: 7 }],
    ["a line, whose number stands first", { source_line: 7, raw: "x".repeat(MAX_VALUE_BYTES) }],
  ] as const
) {
  Deno.test(`judge() knows the source line of ${what}, though it is too large to be parsed`, () => {
    const verdict = judgeValue(bytes(JSON.stringify(change)));
    assert.ok(!verdict.accepted);
    assert.equal(verdict.rejection.reasons[0].code, "too_large");
    assert.equal(verdict.rejection.source_line, 7);
  });
}

const rawText = (rest: Record<string, unknown>) =>
  new TextEncoder().encode(JSON.stringify({ station_id: "a", ts: "2004-03-10T18:00:00Z", co_gt: 1, ...rest }));
const judged = (rest: Record<string, unknown>, contract = "{}") =>
  judge({ partition: 0, offset: 0, value: rawText(rest) }, () => false, parseRuleSet(contract));
/** The value of T and the notes, or the reasons. */
function outcomeOf(rest: Record<string, unknown>, contract?: string): [number | null, string | null] | string[] {
  const verdict = judged(rest, contract);
  if (!verdict.accepted) return verdict.rejection.reasons.map(({ code, field }) => `${code}:${field}`);
  return [verdict.reading.values[FIELDS.findIndex(({ name }) => name === "t")]!, verdict.reading.validation_notes];
}

for (const marker of ["", "NaN", "NA", "N/A", "n/a", "null", "NULL", "None", "-", -200, -999, -9999, 999, 9999, null]) {
  Deno.test(`judge() takes ${JSON.stringify(marker)} for a missing temperature`, () => {
    assert.deepEqual(outcomeOf({ t: marker }), [null, null]);
  });
}

Deno.test("judge() takes the markers that a rule set declares, and no others", () => {
  const contract = '{"missing":{"texts":["?"],"numbers":{"t":[7]}}}';
  assert.deepEqual(outcomeOf({ t: "?" }, contract), [null, null]);
  assert.deepEqual(outcomeOf({ t: 7 }, contract), [null, null]);
  assert.deepEqual(outcomeOf({ t: 999 }, contract), [null, "out_of_range:t=999"]);
  assert.deepEqual(outcomeOf({ t: "NA" }, contract), ["schema_violation:t"]);
  assert.deepEqual(outcomeOf({ t: -200 }, contract), [null, null]);
});

Deno.test("judge() lets an odd value cost itself alone where the rule set says so", () => {
  const contract = '{"oddValue":"cell"}';
  assert.deepEqual(outcomeOf({ t: "<2" }), ["schema_violation:t"]);
  assert.deepEqual(outcomeOf({ t: "a; b=c" }, contract), [null, "odd_value:t=a__b_c"]);
  assert.deepEqual(outcomeOf({ t: true }, contract), [null, "odd_value:t=true"]);
  assert.deepEqual(outcomeOf({ t: 7, co_gt: "x" }, contract), ["no_pollutant:"]);
  const verdict = judged({ t: "<2" }, contract);
  assert.equal(verdict.accepted && verdict.reading.row_validity, "suspect");
});

Deno.test("judge() names fields that the contract does not know, at most five", () => {
  assert.deepEqual(outcomeOf({ t: 7, Ozone: 1, "a b;c": 2 }), [7, "unknown_field:Ozone;unknown_field:a_b_c"]);
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`x${index}`, 1]));
  assert.equal((outcomeOf({ t: 7, ...many }) as [number, string])[1].split(";").length, 5);
  assert.deepEqual(outcomeOf({ t: 7, raw_base64: "eA==" }), [7, null]);
});

Deno.test("judge() rejects what could not be read as too large, with what is known of it", () => {
  const verdict = judge({ partition: 0, offset: 7, value: null, unread: "a batch of 5 bytes" }, () => false);
  assert.ok(!verdict.accepted);
  assert.deepEqual(verdict.rejection.reasons.map(({ code, got }) => [code, got]), [[
    "too_large",
    "a batch of 5 bytes",
  ]]);
});

/** A good reading with another member before its own. */
const doubled = (member: string) => bytes(JSON.stringify(GOOD).replace("{", `{${member},`));

for (
  const [key, member] of [["co_gt", '"co_gt":1'], ["ts", '"ts":"2004-03-10T19:00:00Z"'], [
    "station_id",
    '"station_id":"b"',
  ], ["source_line", '"source_line":2']] as const
) {
  Deno.test(`judge() rejects a message that has ${key} twice, whatever the values are`, () => {
    const verdict = judgeValue(doubled(member));
    assert.deepEqual(reasons(verdict), [["schema_violation", key]]);
    assert.ok(!verdict.accepted);
    const { rejection } = verdict;
    assert.match(rejection.reasons[0].got, /more than once/);
    assert.equal(rejection.station_id, key === "station_id" ? null : "uci");
    assert.equal(rejection.ts, key === "ts" ? null : Date.UTC(2004, 2, 10, 18));
    assert.equal(rejection.source_line, key === "source_line" ? null : 2);
  });
}

Deno.test("judge() gives a measurement that is there twice, and of another type, one reason", () =>
  assert.deepEqual(reasons(judgeValue(bytes(JSON.stringify(GOOD).replace('"co_gt":2.6', '"co_gt":1,"co_gt":"x"')))), [
    ["schema_violation", "co_gt"],
  ]));

Deno.test("judge() keeps the rest of a row whose measurement is there twice when an odd value costs its cell", () => {
  const rules = parseRuleSet('{"oddValue":"cell"}');
  const reading = accepted(judgeValue(doubled('"co_gt":1'), false, rules));
  assert.equal(reading.values[0], null);
  assert.equal(reading.validation_notes, "odd_value:co_gt=more_than_once");
  assert.equal(reading.row_validity, "suspect");
  assert.deepEqual(reasons(judgeValue(doubled('"ts":"x"'), false, rules)), [["schema_violation", "ts"]]);
});

Deno.test("judge() takes no notice of a key twice that is not in the contract", () =>
  assert.equal(accepted(judgeValue(doubled('"more":1,"more":2'))).validation_notes, "unknown_field:more"));
