import { FIELDS } from "../reading/mod.ts";

/** Milliseconds in an hour. */
export const HOUR_MS = 3_600_000;

/** What is known of one hour: a clean reading has this shape. Hours without a reading have only nulls. */
export interface Hour {
  /** Start of the hour: milliseconds since 1970-01-01 UTC, by the label of the reading. */
  readonly ts: number;
  /** One value for each of `FIELDS`, in its order and unit; null where missing. */
  readonly values: readonly (number | null)[];
}

/** Consecutive hours of one station, gaps included: what an `HourlySeries` has of it. */
export interface Hours {
  /** Start of the first hour: milliseconds since 1970-01-01 UTC, a whole hour. */
  readonly startMs: number;
  /** Hours. */
  readonly length: number;
  /** By field name, one value an hour; NaN is a gap. */
  readonly fields: Readonly<Record<string, Float64Array>>;
}

/** The values of an hour without a reading. */
export const NO_VALUES: readonly null[] = FIELDS.map(() => null);

/**
 * The place of a field in `values`.
 *
 * @example
 * ```ts
 * import { fieldIndex } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(fieldIndex("co_gt"), 0);
 * ```
 */
export function fieldIndex(name: string): number {
  return FIELDS.findIndex((field) => field.name === name);
}

/**
 * One hour of a series as a reading, so that a model sees the same thing in a backtest and on the stream.
 *
 * @example
 * ```ts
 * import { hourAt } from "./mod.ts";
 * import { FIELDS } from "../reading/mod.ts";
 * import assert from "node:assert/strict";
 * const fields = Object.fromEntries(FIELDS.map(({ name }) => [name, Float64Array.of(1, NaN)]));
 * const { ts, values } = hourAt({ startMs: 0, length: 2, fields }, 1);
 * assert.equal(ts, 3_600_000);
 * assert.equal(values[0], null);
 * ```
 */
export function hourAt(hours: Hours, index: number): Hour {
  const values = new Array<number | null>(FIELDS.length);
  for (let i = 0; i < FIELDS.length; i++) {
    const value = hours.fields[FIELDS[i]!.name]![index]!;
    // JSON has no -0: a state that went through it would forecast 0 where another forecasts -0.
    values[i] = value === value ? value + 0 : null;
  }
  return { ts: hours.startMs + index * HOUR_MS, values };
}

/**
 * The hours of a series up to and including one: what a model may learn from. It shares memory with the series.
 *
 * @example
 * ```ts
 * import { hoursUpTo } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const hours = { startMs: 0, length: 3, fields: { co_gt: Float64Array.of(1, 2, 3) } };
 * assert.deepEqual(hoursUpTo(hours, 3_600_000).fields.co_gt, Float64Array.of(1, 2));
 * ```
 */
export function hoursUpTo(hours: Hours, lastMs: number): Hours {
  const length = Math.max(0, Math.min(hours.length, Math.floor((lastMs - hours.startMs) / HOUR_MS) + 1));
  const fields = Object.fromEntries(
    Object.entries(hours.fields).map(([name, values]) => [name, values.subarray(0, length)]),
  );
  return { startMs: hours.startMs, length, fields };
}
