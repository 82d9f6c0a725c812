import assert from "node:assert/strict";
import { hourOfDay, monthOf, splitSeries, weekdayOf } from "../../pipeline/series/calendar.ts";
import { HOUR_MS, seriesOf } from "../../pipeline/series/hourly.ts";

Deno.test("hourOfDay(), weekdayOf() and monthOf() are those of the label, before 1970 too", () => {
  for (const text of ["2004-03-10T18:00:00Z", "2004-03-28T02:00:00Z", "1969-12-31T23:00:00Z", "1970-01-01T00:00:00Z"]) {
    const date = new Date(text), ms = date.getTime();
    assert.equal(hourOfDay(ms), date.getUTCHours(), text);
    assert.equal(weekdayOf(ms), (date.getUTCDay() + 6) % 7, text);
    assert.equal(monthOf(ms), date.getUTCMonth() + 1, text);
  }
});

Deno.test("splitSeries() puts each hour in exactly one part, also where the cut is outside the series", () => {
  const column = () => Float64Array.of(10 * HOUR_MS, 11 * HOUR_MS, 12 * HOUR_MS);
  const [series] = seriesOf({
    stations: [{ id: "a", rows: 3 }],
    tsMs: column(),
    partitions: column(),
    offsets: column(),
    values: column,
    notes: () => [],
  });
  for (const [last, before] of [[9, 0], [10, 1], [11, 2], [12, 3], [99, 3]] as const) {
    const [first, second] = splitSeries(series!, last * HOUR_MS);
    assert.equal(first.length, before);
    assert.equal(first.length + second.length, 3);
    assert.deepEqual([...first.fields.t, ...second.fields.t], [...series!.fields.t]);
    assert.equal(second.startMs, (10 + before) * HOUR_MS);
  }
});
