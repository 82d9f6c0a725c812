import assert from "node:assert/strict";
import fc from "fast-check";
import { type CleanReading, DEFAULT_RULE_SET, encodeClean, FIELDS } from "../../pipeline/reading/mod.ts";
import {
  CleanRows,
  judge,
  type RawMessage,
  RecentReadings,
  type Rejection,
  SeenReadings,
  textAt,
  Validator,
} from "../../pipeline/validate/mod.ts";
import { cleanRows } from "../support/clean_rows.ts";

const HOUR_MS = 3_600_000;

/** Messages whose values stand one behind the other in the same bytes, as they come from a broker. */
function within(values: readonly Uint8Array[]): RawMessage[] {
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + value.length + 1, 1));
  let at = 1;
  return values.map((value, offset) => {
    bytes.set(value, at);
    const valueFrom = at, valueTo = at + value.length;
    at = valueTo + 1;
    return { partition: 3, offset, value, bytes, valueFrom, valueTo };
  });
}

/** The rules without a shortcut, message by message. */
function reference(values: readonly Uint8Array[]): { accepted: CleanReading[]; rejected: Rejection[] } {
  const seen = new SeenReadings(), recent = new RecentReadings();
  const accepted: CleanReading[] = [], rejected: Rejection[] = [];
  for (const [offset, value] of values.entries()) {
    const verdict = judge({ partition: 3, offset, value }, (station, ts) => seen.has(station, ts));
    if (!verdict.accepted) {
      rejected.push(verdict.rejection);
      continue;
    }
    seen.add(verdict.reading.station_id, verdict.reading.ts);
    accepted.push(recent.note(verdict.reading));
  }
  return { accepted, rejected };
}

/** Columns as long as there are rows, and the messages as text. */
function contentOf(rows: CleanRows, encoded: (row: number) => string) {
  const { length, values, stationIds, notes, no2Status, rowValidity } = rows;
  const columns = { ...rows, values: undefined, ends: undefined } as unknown as Record<string, unknown>;
  const numbers = Object.entries(columns).filter(([, column]) => column instanceof Float64Array)
    .map(([name, column]) => [name, [...(column as Float64Array).subarray(0, length)]]);
  return {
    length,
    ...Object.fromEntries(numbers),
    values: values.map((column) => [...column.subarray(0, length)]),
    texts: [stationIds, notes, no2Status, rowValidity].map((column) =>
      Array.from({ length }, (_, row) => textAt(column, row))
    ),
    messages: Array.from({ length }, (_, row) => encoded(row)),
  };
}

const textOf = ({ messages, ends }: CleanRows, row: number) =>
  new TextDecoder().decode(messages.slice(row === 0 ? 0 : ends[row - 1], ends[row]));

function assertAgree(values: readonly Uint8Array[], room = new CleanRows(true)): void {
  room.clear();
  const validator = new Validator({ seen: new SeenReadings(), recent: new RecentReadings() });
  const rejected = within(values).flatMap((message) => validator.validate(message, room) ?? []);
  const expected = reference(values);
  assert.deepEqual(rejected, expected.rejected);
  assert.deepEqual(
    contentOf(room, (row) => textOf(room, row)),
    contentOf(cleanRows(expected.accepted), (row) => encodeClean(expected.accepted[row]!)),
  );
}

const utf8 = new TextEncoder();
/** A number as any producer may write it. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -60, max: 2_000 }).map(String) },
  { weight: 6, arbitrary: fc.tuple(fc.integer({ min: -60, max: 2_000 }), fc.nat(999)).map(([a, b]) => `${a}.${b}`) },
  { weight: 3, arbitrary: fc.constantFrom("-200", "-200.0", "-200.00") },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => JSON.stringify(each)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...["0", "-0", "0.0", "-0.0", "00", "01", "1.", ".5", "-", "+1", "1e3", "1E-9", "0.000001", "0.0000009", "1.50"],
      ...["123456789012345", "1234567890123456", "0.1234567890123456", "1000000000000000000000", "9007199254740993"],
      ...["null", '""', '"2.6"', "true", "[]", "NaN", "1 ", " 1", "1,2", "\u0661", "2.6.1", "--1"],
    ),
  },
);
const hour = fc.oneof(
  { weight: 9, arbitrary: fc.nat(60).map((each) => new Date(Date.UTC(2004, 2, 10) + each * HOUR_MS).toISOString()) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...["2004-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
      ...["2004-03-10T24:00:00Z", "2004-03-10T23:60:00Z", "2004-03-10T23:59:60Z", "2004-03-10t23:00:00z"],
      ...["2004-03-10T2\u0661:00:00Z", "2004-03-10T23:00:00+01:00", "2004-03-1:T23:00:00Z", "", "2004-03-10T07:30:09Z"],
    ),
  },
).map((text) => text.replace(".000Z", "Z"));
const station = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("a", "b", "station-0001") },
  { weight: 1, arbitrary: fc.constantFrom("", "-a", 'a"b', "a\\u0062", "ä", "x".repeat(64), "x".repeat(65)) },
);
const line = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 9_999_999 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("0", "01", "-1", "1.0", "null", "1e3", "9007199254740993", '"2"', "") },
);
const message = fc.record({
  station,
  hour,
  numbers: fc.array(number, { minLength: FIELDS.length, maxLength: FIELDS.length }),
  line,
  /** Where one byte is another, if any is. */
  broken: fc.option(fc.record({ at: fc.nat(500), byte: fc.nat(255) }), { freq: 12 }),
  tail: fc.oneof({ weight: 30, arbitrary: fc.constant("") }, fc.constantFrom(" ", "}", ',"extra":1}', "\n", "\0")),
}).map(({ station, hour, numbers, line, broken, tail }) => {
  const fields = FIELDS.map(({ name }, index) => `"${name}":${numbers[index]}`).join(",");
  const text = `{"station_id":"${station}","ts":"${hour}",${fields},"source_line":${line}}${tail}`;
  const bytes = utf8.encode(text);
  if (broken !== null) bytes[broken.at % bytes.length] = broken.byte;
  return bytes;
});

Deno.test("validate() gives for any messages the rows, notes, rejections and clean messages that judge() gives", () => {
  const room = new CleanRows(true);
  fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 60 }), (values) => assertAgree(values, room)), {
    seed: 4,
    numRuns: 1_000,
  });
});

Deno.test("validate() and judge() agree on nearby readings, with notes of every kind", () => {
  const steady = FIELDS.map(({ name }) => name === "co_gt" ? "co" : name === "nmhc_gt" ? "nmhc" : name);
  const values = Array.from({ length: 1_000 }, (_, at) => {
    const outage = at > 700 && at < 720, calibration = at % 24 === 4;
    const fields = steady.map((name, index) => {
      const isMissing = name === "nmhc" || (name === "co" && calibration) || (outage && !FIELDS[index]!.pollutant);
      const jumps = at === 500 ? 40 : 0;
      return `"${FIELDS[index]!.name}":${isMissing ? -200 : at > 850 ? 7 : 5 + (at * (index + 3)) % 7 / 10 + jumps}`;
    });
    const ts = new Date(Date.UTC(2004, 2, 10) + at * HOUR_MS).toISOString().replace(".000Z", "Z");
    return utf8.encode(`{"station_id":"s","ts":"${ts}",${fields.join(",")},"source_line":${at + 2}}`);
  });
  const notes = new Set(
    reference(values).accepted.flatMap(({ validation_notes }) =>
      validation_notes?.split(";").map((note) => note.split(":")[0]) ?? []
    ),
  );
  assert.deepEqual([...notes].sort(), ["calibration_hour", "dead_channel", "flatline", "joint_outage", "step"]);
  assertAgree(values);
});

for (
  const [what, change] of [
    ["ranges", { ranges: DEFAULT_RULE_SET.ranges.map(() => ({ min: 5.5, max: 6 })) }],
    ["least pollutants", { accept: { minPollutants: 4, minValues: 0 } }],
    ["least values", { accept: { minPollutants: 1, minValues: 11 } }],
  ] as const
) {
  Deno.test(`validate() judges by the ${what} of its rules, also on the plain way`, () => {
    const rules = { ...DEFAULT_RULE_SET, ...change };
    const values = Array.from({ length: 60 }, (_, at) => {
      const fields = FIELDS.map(({ name }, index) => `"${name}":${(at + index) % 5 === 0 ? -200 : 5 + at % 9 / 8}`);
      const ts = new Date(Date.UTC(2004, 2, 10) + at * HOUR_MS).toISOString().replace(".000Z", "Z");
      return utf8.encode(`{"station_id":"s","ts":"${ts}",${fields.join(",")},"source_line":${at + 2}}`);
    });
    const rows = new CleanRows(false);
    const validator = new Validator({ seen: new SeenReadings(), recent: new RecentReadings(rules) }, rules);
    const accepted = values.map((value, offset) => validator.validate({ partition: 0, offset, value }, rows) === null);
    const expected = values.map((value, offset) => judge({ partition: 0, offset, value }, () => false, rules).accepted);
    assert.deepEqual(accepted, expected);
    assert.equal(new Set(accepted).size, 2, "some are accepted, some not");
  });
}

Deno.test("validate() takes plain readings of a known station the plain way", () => {
  const fields = FIELDS.map(({ name }) => `"${name}":1.5`).join(",");
  const texts = ["00", "01", "02"].map((hour) =>
    `{"station_id":"s","ts":"2004-03-10T${hour}:00:00Z",${fields},"source_line":2}`
  );
  let parsed = 0;
  const parse = JSON.parse;
  JSON.parse = (text) => (parsed++, parse(text));
  try {
    const validator = new Validator({ seen: new SeenReadings(), recent: new RecentReadings() });
    const rows = new CleanRows(true);
    for (const text of texts) validator.validate({ partition: 0, offset: 0, value: utf8.encode(text) }, rows);
  } finally {
    JSON.parse = parse;
  }
  assert.equal(parsed, 1, "only the first, by which the station becomes known");
});
