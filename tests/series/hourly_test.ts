import assert from "node:assert/strict";
import fc from "fast-check";
import type { SilverColumns } from "../../pipeline/lake/silver_columns.ts";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import { HOUR_MS, seriesOf } from "../../pipeline/series/hourly.ts";

interface Row {
  station?: string;
  hour: number;
  value?: number;
  partition?: number;
  offset: number;
  notes?: string;
}

/** Rows as a test states them, put into silver's order. */
function columns(rows: Row[]): SilverColumns {
  const sorted = rows.map(({ station = "a", value = NaN, partition = 0, ...rest }) => ({
    station,
    value,
    partition,
    ...rest,
  }))
    .sort((a, b) =>
      a.station < b.station ? -1 : a.station > b.station ? 1 : a.hour - b.hour || a.partition - b.partition ||
        a.offset - b.offset
    );
  return {
    stations: [...Map.groupBy(sorted, ({ station }) => station)].map(([id, { length }]) => ({ id, rows: length })),
    tsMs: Float64Array.from(sorted, ({ hour }) => hour * HOUR_MS),
    partitions: Float64Array.from(sorted, ({ partition }) => partition),
    offsets: Float64Array.from(sorted, ({ offset }) => offset),
    values: () => Float64Array.from(sorted, ({ value }) => value),
    notes: () => sorted.map(({ notes }) => notes ?? null),
  };
}

const co = (rows: Row[]) => [...seriesOf(columns(rows))[0]!.fields.co_gt];

Deno.test("seriesOf() gives every hour from the first to the last reading, with a gap where there is no row", () => {
  const [series] = seriesOf(columns([{ hour: 5, value: 1, offset: 0 }, { hour: 8, value: 4, offset: 1 }]));
  assert.equal(series!.startMs, 5 * HOUR_MS);
  assert.deepEqual([...series!.fields.co_gt], [1, NaN, NaN, 4]);
  assert.deepEqual([...series!.present], [1, 0, 0, 1]);
});

Deno.test("seriesOf() tells an hour without a value from one without a row", () => {
  const [series] = seriesOf(columns([{ hour: 0, offset: 0 }, { hour: 2, value: 4, offset: 1 }]));
  assert.deepEqual([...series!.fields.co_gt], [NaN, NaN, 4]);
  assert.deepEqual([...series!.present], [1, 0, 1]);
});

Deno.test("seriesOf() gives each field of the contract by its name", () => {
  const [series] = seriesOf(columns([{ hour: 0, value: 1, offset: 0 }]));
  assert.deepEqual(Object.keys(series!.fields), FIELDS.map(({ name }) => name));
});

Deno.test("seriesOf() gives no series where there is no row", () => {
  assert.deepEqual(seriesOf(columns([])), []);
});

Deno.test("seriesOf() puts a late reading where its time says, and counts it", () => {
  const rows = [{ hour: 0, value: 1, offset: 0 }, { hour: 1, value: 2, offset: 2 }, { hour: 2, value: 3, offset: 1 }];
  assert.deepEqual(co(rows), [1, 2, 3]);
  assert.equal(seriesOf(columns(rows))[0]!.late, 1);
});

Deno.test("seriesOf() compares offsets of one partition only", () => {
  const rows = [{ hour: 0, offset: 9, partition: 0 }, { hour: 1, offset: 1, partition: 1 }];
  assert.equal(seriesOf(columns(rows))[0]!.late, 0);
});

Deno.test("seriesOf() takes the first of doubled readings by offset, and counts the others", () => {
  const rows = [{ hour: 0, value: 1, offset: 7 }, { hour: 0, value: 9, offset: 8 }, { hour: 0, value: 8, offset: 9 }];
  const [series] = seriesOf(columns(rows));
  assert.deepEqual([...series!.fields.co_gt], [1]);
  assert.equal(series!.doubled, 2);
  assert.equal(series!.late, 0);
});

Deno.test("seriesOf() makes an hour the mean of what was observed in it", () => {
  const tenMinutes = [2, 4, NaN, 6, 8, 10].map((value, step) => ({ hour: step / 6, value, offset: step }));
  const [series] = seriesOf(columns([...tenMinutes, { hour: 1, value: 3, offset: 6 }]));
  assert.deepEqual([...series!.fields.co_gt], [6, 3]);
  assert.equal(series!.offHour, 5);
  assert.equal(series!.late, 0);
});

Deno.test("seriesOf() keeps stations apart, each by its own clock", () => {
  const [a, b] = seriesOf(columns([
    { station: "b", hour: 100, value: 3, offset: 0 },
    { station: "a", hour: 1, value: 1, offset: 1 },
    { station: "a", hour: 2, value: 2, offset: 2 },
  ]));
  assert.deepEqual([a!.stationId, a!.startMs, [...a!.fields.co_gt]], ["a", HOUR_MS, [1, 2]]);
  assert.deepEqual([b!.stationId, b!.startMs, [...b!.fields.co_gt]], ["b", 100 * HOUR_MS, [3]]);
});

Deno.test("seriesOf() counts each row once: kept, doubled, late and between the hours, as a plain program does", () => {
  const row = fc.record({ hour: fc.integer({ min: 0, max: 40 }).map((step) => step / 4), value: fc.integer() });
  fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (list) => {
    const rows = list.map((each, offset) => ({ ...each, offset }));
    const kept = rows.filter(({ hour, offset }) => !rows.some((other) => other.hour === hour && other.offset < offset));
    const [series] = seriesOf(columns(rows));
    assert.equal(series!.doubled, rows.length - kept.length);
    assert.equal(series!.offHour, kept.filter(({ hour }) => hour % 1 !== 0).length);
    assert.equal(
      series!.late,
      kept.filter(({ hour, offset }) => rows.some((other) => other.hour > hour && other.offset < offset)).length,
    );
    assert.equal(series!.present.reduce((sum, one) => sum + one, 0), new Set(kept.map(({ hour }) => hour | 0)).size);
  }));
});

Deno.test("seriesOf() gives what was noted by hour, each note once, without that of a doubled reading", () => {
  const [series] = seriesOf(columns([
    { hour: 0, offset: 0 },
    { hour: 1, offset: 1, notes: "out_of_range:co_gt=99;step:t" },
    { hour: 1.5, offset: 2, notes: "step:t;joint_outage" },
    { hour: 2, offset: 3 },
    { hour: 2, offset: 4, notes: "flatline:t" },
  ]));
  assert.deepEqual([...series!.notes], [[1, ["out_of_range:co_gt", "step:t", "joint_outage"]]]);
});
