import assert from "node:assert/strict";
import { dateOf, formatTimestamp, parseTimestamp } from "../../pipeline/reading/mod.ts";

const TIMESTAMPS: [string, number | undefined][] = [
  ["2004-03-10T18:00:00Z", Date.UTC(2004, 2, 10, 18)],
  ["2004-03-10t18:00:00z", Date.UTC(2004, 2, 10, 18)],
  ["2004-03-10T18:00:00.5Z", Date.UTC(2004, 2, 10, 18, 0, 0, 500)],
  ["2004-03-10T18:00:00.123456789Z", Date.UTC(2004, 2, 10, 18, 0, 0, 123)],
  ["2004-03-10T18:00:00+01:00", Date.UTC(2004, 2, 10, 17)],
  ["2004-03-10T18:00:00-05:30", Date.UTC(2004, 2, 10, 23, 30)],
  ["2004-02-29T00:00:00Z", Date.UTC(2004, 1, 29)],
  ["0001-01-01T00:00:00Z", -62_135_596_800_000],
  ["9999-12-31T23:59:59Z", 253_402_300_799_000],
  ["2005-02-29T00:00:00Z", undefined],
  ["2004-02-30T18:00:00Z", undefined],
  ["2004-13-01T18:00:00Z", undefined],
  ["2004-00-10T18:00:00Z", undefined],
  ["2004-03-10T24:00:00Z", undefined],
  ["2004-03-10T18:60:00Z", undefined],
  ["2004-03-10T18:00:60Z", undefined],
  ["2004-03-10T18:00:00", undefined],
  ["2004-03-10 18:00:00Z", undefined],
  ["10/03/2004 18.00.00", undefined],
  ["2004-03-10T18:00:00+24:00", undefined],
  ["9999-12-31T23:59:59-01:00", undefined],
  ["0001-01-01T00:00:00+01:00", undefined],
  ["", undefined],
];

Deno.test("parseTimestamp() reads RFC 3339 and nothing else", () => {
  for (const [text, expected] of TIMESTAMPS) assert.equal(parseTimestamp(text), expected, text);
});

Deno.test("formatTimestamp() gives back what parseTimestamp() read", () => {
  for (const text of ["2004-03-10T18:00:00Z", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z"]) {
    assert.equal(formatTimestamp(parseTimestamp(text)!), text);
  }
});

Deno.test("dateOf() is the UTC date before 1970 too", () => {
  assert.equal(dateOf(-1), "1969-12-31");
});
