import assert from "node:assert/strict";
import { dateOf } from "../../../pipeline/reading/mod.ts";
import { binDays } from "../../../pipeline/report/quality/time_bin.ts";

const day = (date: string, valid = 1) => ({ date, valid, suspect: 0, rejected: 0, values: [valid] });

for (
  const [name, dates, unit, starts] of [
    ["no day", [], "day", []],
    ["70 days", ["2004-01-01", "2004-03-10"], "day", ["2004-01-01", "2004-03-10"]],
    ["71 days, a Thursday to a Thursday", ["2004-01-01", "2004-03-11"], "week", ["2003-12-29", "2004-03-08"]],
    ["weeks before 1970, a Sunday to a Monday", ["1969-01-05", "1969-06-02"], "week", ["1968-12-30", "1969-06-02"]],
    ["491 days", ["2004-12-31", "2006-05-05"], "month", ["2004-12-01", "2006-05-01"]],
    ["the first and the last year there are", ["0001-01-01", "9999-12-31"], "year", ["0001-01-01", "9999-01-01"]],
  ] as [string, string[], string, string[]][]
) {
  Deno.test(`binDays() chooses a bin by ${unit} when given ${name}`, () => {
    const { unit: chosen, bins } = binDays(dates.map((date) => day(date)));
    assert.equal(chosen, unit);
    assert.deepEqual(bins.map((bin) => bin.start), starts);
  });
}

Deno.test("binDays() adds the days of a bin up", () => {
  const { bins } = binDays([day("2004-01-05", 2), day("2004-01-11", 3), day("2004-01-12", 4), day("2004-12-01", 5)]);
  assert.deepEqual(bins.map(({ start, endMs, valid, values }) => [start, dateOf(endMs), valid, values]), [
    ["2004-01-05", "2004-01-12", 5, [5]],
    ["2004-01-12", "2004-01-19", 4, [4]],
    ["2004-11-29", "2004-12-06", 5, [5]],
  ]);
});

Deno.test("binDays() ends a bin even where the calendar does", () => {
  for (const date of ["9999-12-31", "9999-10-01", "9998-01-01", "0001-01-01"]) {
    const { bins } = binDays([day(date), day("9999-12-31")]);
    assert.ok(bins.every(({ startMs, endMs }) => endMs > startMs), date);
  }
});
