import { FIELDS } from "../reading/mod.ts";
import { type FieldName, type Hours, timestampMs } from "../series/mod.ts";

/** What is known of one hour: a clean reading has this shape. Hours without a reading have only nulls. */
export interface Hour {
  /** Start of the hour: milliseconds since 1970-01-01 UTC, by the label of the reading. */
  readonly ts: number;
  /** One value for each of `FIELDS`, in its order and unit; null where missing. */
  readonly values: readonly (number | null)[];
}

const NAMES = FIELDS.map(({ name }) => name as FieldName);

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
 * import type { Hours } from "../series/mod.ts";
 * import assert from "node:assert/strict";
 * const fields = Object.fromEntries(FIELDS.map(({ name }) => [name, Float64Array.of(1, NaN)]));
 * const present = Uint8Array.of(1, 1);
 * const { ts, values } = hourAt({ stationId: "a", startMs: 0, length: 2, fields, present } as Hours, 1);
 * assert.equal(ts, 3_600_000);
 * assert.equal(values[0], null);
 * ```
 */
export function hourAt(hours: Hours, index: number): Hour {
  const values = new Array<number | null>(FIELDS.length);
  for (let i = 0; i < FIELDS.length; i++) {
    const value = hours.fields[NAMES[i]!][index]!;
    // JSON has no -0: a state that went through it would forecast 0 where another forecasts -0.
    values[i] = value === value ? value + 0 : null;
  }
  return { ts: timestampMs(hours, index), values };
}
