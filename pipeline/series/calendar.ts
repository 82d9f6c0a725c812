import { HOUR_MS, type HourlySeries } from "./hourly.ts";

/**
 * The time at which an hour of a series starts, in milliseconds since 1970-01-01 UTC.
 *
 * @example
 * ```ts
 * import { timestampMs } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(timestampMs({ startMs: 0 }, 2), 7_200_000);
 * ```
 */
export const timestampMs = ({ startMs }: Pick<HourlySeries, "startMs">, index: number): number =>
  startMs + index * HOUR_MS;

/**
 * The index of the hour that a time is in; below 0 or from `length` on where the series has no such hour.
 *
 * @example
 * ```ts
 * import { indexAt } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(indexAt({ startMs: 0 }, 7_200_001), 2);
 * ```
 */
export const indexAt = ({ startMs }: Pick<HourlySeries, "startMs">, ms: number): number =>
  Math.floor((ms - startMs) / HOUR_MS);

/**
 * The hour of the day, 0 to 23, of a time by its label: the station's fixed clock, with no summer time.
 *
 * @example
 * ```ts
 * import { hourOfDay } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(hourOfDay(Date.parse("2004-03-10T18:00:00Z")), 18);
 * ```
 */
export const hourOfDay = (ms: number): number => modulo(Math.floor(ms / HOUR_MS), 24);

/**
 * The weekday of a time by its label; 0 is Monday, 6 Sunday.
 *
 * @example
 * ```ts
 * import { weekdayOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(weekdayOf(Date.parse("2004-03-10T18:00:00Z")), 2); // a Wednesday
 * ```
 */
export const weekdayOf = (ms: number): number => modulo(Math.floor(ms / (24 * HOUR_MS)) + FIRST_OF_1970, 7);

/** 1970-01-01 was a Thursday. */
const FIRST_OF_1970 = 3;

/**
 * The month of a time by its label, 1 to 12.
 *
 * @example
 * ```ts
 * import { monthOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(monthOf(Date.parse("2004-03-10T18:00:00Z")), 3);
 * ```
 */
export function monthOf(ms: number): number {
  const day = Math.floor(ms / (24 * HOUR_MS));
  if (day !== lastDay) {
    lastMonth = new Date(ms).getUTCMonth() + 1;
    lastDay = day;
  }
  return lastMonth;
}

// Each target's features ask for the month of the same hour: a date object each time took 1.5 % of a forecaster's main thread.
let lastDay = NaN, lastMonth = NaN;

/**
 * A series in two, by time: the hours up to `lastMs`, and those after it. Both are views of the same numbers; a part may be empty.
 * Late, doubled and off-hour readings are counted for the whole only, so the parts have none.
 *
 * @param lastMs the last hour of the first part
 * @example
 * ```ts
 * import { seriesOf, splitSeries } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const column = () => Float64Array.of(0, 3_600_000, 7_200_000);
 * const [series] = seriesOf({
 *   stations: [{ id: "a", rows: 3 }], tsMs: column(), partitions: column(), offsets: column(), values: column,
 *   notes: () => [null, null, null],
 * });
 * const [before, after] = splitSeries(series!, 3_600_000);
 * assert.deepEqual([before.length, after.length, after.startMs], [2, 1, 7_200_000]);
 * ```
 */
export function splitSeries(series: Hours, lastMs: number): [before: Hours, after: Hours] {
  const cut = Math.max(0, Math.min(series.length, indexAt(series, lastMs) + 1));
  return [slice(series, 0, cut), slice(series, cut, series.length)];
}

/** Some hours of a series. */
export type Hours = Omit<HourlySeries, "late" | "doubled" | "offHour" | "notes">;

function slice({ stationId, startMs, fields, present }: Hours, from: number, to: number): Hours {
  const parts = Object.entries(fields).map(([name, values]) => [name, values.subarray(from, to)]);
  return {
    stationId,
    startMs: startMs + from * HOUR_MS,
    length: to - from,
    fields: Object.fromEntries(parts) as HourlySeries["fields"],
    present: present.subarray(from, to),
  };
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
