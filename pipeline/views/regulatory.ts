import { HOUR_MS, type HourlySeries } from "../series/mod.ts";

/** An aggregate that a regulation asks for, with the share of its hours that have a value beside it. Nothing is filled. */
export interface Aggregate {
  /** Start of the day or of the calendar year. */
  readonly startMs: number;
  readonly period: "day" | "year";
  readonly field: "no2_gt" | "co_gt" | "c6h6_gt";
  /** `max_8h_mean`: the largest mean of eight hours that end in the day. */
  readonly statistic: "mean" | "max" | "max_8h_mean";
  /** In the field's unit, of what was observed; null where nothing was, or where no eight hours have the six values that they need. */
  readonly value: number | null;
  /** Values there are, and values there would be without a gap: hours, or eight-hour means. */
  readonly valid: number;
  readonly of: number;
  /** Whether there are enough for the aggregate to count: 18 of a day's 24, 90 % of a year's hours (2008/50/EC, annex I and XI). */
  readonly sufficient: boolean;
}

const DAY = 24, EIGHT = 8, NEEDED_OF_EIGHT = 6, NEEDED_OF_DAY = 18, NEEDED_OF_YEAR = 0.9;

/**
 * The regulated pollutants of a station by day and calendar year, in order of field, period, statistic and time.
 *
 * @example
 * ```ts
 * import { regulatoryOf } from "./mod.ts";
 * import { seriesOf } from "../series/mod.ts";
 * import assert from "node:assert/strict";
 * const hours = () => Float64Array.from({ length: 12 }, (_, hour) => hour * 3_600_000);
 * const [series] = seriesOf({
 *   stations: [{ id: "a", rows: 12 }], tsMs: hours(), partitions: hours(), offsets: hours(), values: () => hours().fill(2),
 *   notes: () => Array(12).fill(null),
 * });
 * const day = regulatoryOf(series!).find(({ field, period }) => field === "no2_gt" && period === "day")!;
 * assert.deepEqual([day.value, day.valid, day.of, day.sufficient], [2, 12, 24, false]);
 * ```
 */
export function regulatoryOf({ startMs, fields }: Pick<HourlySeries, "startMs" | "fields">): Aggregate[] {
  const firstHour = startMs / HOUR_MS;
  const daily = (field: Aggregate["field"], statistic: "mean" | "max") =>
    days(firstHour, fields[field]).map(({ startMs, values }) => ({
      startMs,
      period: "day" as const,
      field,
      statistic,
      value: statistic === "mean" ? meanOf(values) : values.length === 0 ? null : Math.max(...values),
      valid: values.length,
      of: DAY,
      sufficient: values.length >= NEEDED_OF_DAY,
    }));
  const eightHourly = days(firstHour, eightHourMeans(fields.co_gt)).map(({ startMs, values }) => ({
    startMs,
    period: "day" as const,
    field: "co_gt" as const,
    statistic: "max_8h_mean" as const,
    value: values.length === 0 ? null : Math.max(...values),
    valid: values.length,
    of: DAY,
    sufficient: values.length >= NEEDED_OF_DAY,
  }));
  const yearly = (field: Aggregate["field"]) => yearsOf(firstHour, fields[field], field);
  return [
    ...daily("no2_gt", "mean"),
    ...daily("no2_gt", "max"),
    ...yearly("no2_gt"),
    ...daily("co_gt", "mean"),
    ...eightHourly,
    ...yearly("co_gt"),
    ...daily("c6h6_gt", "mean"),
    ...yearly("c6h6_gt"),
  ];
}

/** What was observed, by day; every day from the first to the last is present. */
function days(firstHour: number, hours: Float64Array): { startMs: number; values: number[] }[] {
  const list: { startMs: number; values: number[] }[] = [];
  hours.forEach((value, index) => {
    const day = Math.floor((firstHour + index) / DAY);
    if (list.length === 0 || list.at(-1)!.startMs !== day * DAY * HOUR_MS) {
      list.push({ startMs: day * DAY * HOUR_MS, values: [] });
    }
    if (!Number.isNaN(value)) list.at(-1)!.values.push(value);
  });
  return list;
}

/** The mean of the eight hours that end with each hour; NaN where fewer than six have a value. */
function eightHourMeans(hours: Float64Array): Float64Array {
  return hours.map((_, index) => {
    const eight = [...hours.subarray(Math.max(0, index - EIGHT + 1), index + 1)].filter((value) =>
      !Number.isNaN(value)
    );
    return eight.length < NEEDED_OF_EIGHT ? NaN : meanOf(eight)!;
  });
}

/** Of a calendar year the hours outside the series count as missing. */
function yearsOf(firstHour: number, hours: Float64Array, field: Aggregate["field"]): Aggregate[] {
  const years = new Map<number, number[]>();
  hours.forEach((value, index) => {
    const year = new Date((firstHour + index) * HOUR_MS).getUTCFullYear();
    if (!years.has(year)) years.set(year, []);
    if (!Number.isNaN(value)) years.get(year)!.push(value);
  });
  return [...years].map(([year, values]) => {
    const startMs = Date.UTC(year, 0, 1), of = (Date.UTC(year + 1, 0, 1) - startMs) / HOUR_MS;
    return {
      startMs,
      period: "year" as const,
      field,
      statistic: "mean" as const,
      value: meanOf(values),
      valid: values.length,
      of,
      sufficient: values.length >= NEEDED_OF_YEAR * of,
    };
  });
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
