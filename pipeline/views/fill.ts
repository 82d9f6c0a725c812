import { gapsOf } from "../series/mod.ts";

/** How an hour without a value may get one; the names that a view's flags have. */
export const FILL_METHODS = ["linear_interpolation", "rolling_mean", "carried_forward", "same_hour_before"] as const;
export type FillMethod = typeof FILL_METHODS[number];

/** Which gaps are filled, and how. */
export interface FillRule {
  /** Longer gaps stay whole. */
  readonly longestGap: number;
  /** The first whose `upToHour` is not below the place of an hour in its gap, counted from 1, fills that hour; none leaves it. */
  readonly steps: readonly { readonly upToHour: number; readonly method: FillMethod }[];
}

/** A measurement in which some hours were filled. */
export interface Filled {
  /** NaN where there is still no value. */
  readonly values: Float64Array;
  /** The place in `FILL_METHODS` of what filled an hour; NaN where it is as observed, or still a gap. */
  readonly methods: Float64Array;
}

/** Hours on either side of a rolling mean; days that a value of the same hour may be old. */
const REACH_HOURS = 3, OLDEST_DAYS = 7;

/**
 * Fills gaps of a measurement by a rule. A fill is made from observed values only, never from another fill.
 *
 * | method | an hour gets | looks ahead |
 * |---|---|---|
 * | `linear_interpolation` | the point on the line between the last value before the gap and the first after it | yes |
 * | `rolling_mean` | the mean of what was observed from three hours before it to three after it | yes |
 * | `carried_forward` | the last value before it | no |
 * | `same_hour_before` | the last value at the same hour of the seven days before | no |
 *
 * The two that look ahead fill a gap only between two values; the others may also fill the one at the end.
 *
 * @example
 * ```ts
 * import { fillGaps } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const rule = { longestGap: 1, steps: [{ upToHour: 1, method: "linear_interpolation" }] } as const;
 * assert.deepEqual([...fillGaps(Float64Array.of(1, NaN, 3, NaN, NaN, 9), rule).values], [1, 2, 3, NaN, NaN, 9]);
 * ```
 */
export function fillGaps(values: Float64Array, { longestGap, steps }: FillRule): Filled {
  const result = Float64Array.from(values), methods = new Float64Array(values.length).fill(NaN);
  for (const { start, length } of gapsOf(values)) {
    if (length > longestGap) continue;
    for (let hour = start; hour < start + length; hour++) {
      const step = steps.find(({ upToHour }) => hour - start < upToHour);
      if (step === undefined) break;
      const value = FILLS[step.method](values, hour, start, start + length);
      if (value === undefined || Number.isNaN(value)) continue;
      result[hour] = value;
      methods[hour] = FILL_METHODS.indexOf(step.method);
    }
  }
  return { values: result, methods };
}

/** What an hour of the gap from `start` to before `end` gets; NaN or nothing where it cannot have a value. */
type Fill = (values: Float64Array, hour: number, start: number, end: number) => number | undefined;

const FILLS: Record<FillMethod, Fill> = {
  linear_interpolation: (values, hour, start, end) => {
    const before = values[start - 1] ?? NaN, after = values[end] ?? NaN;
    return before + (after - before) * (hour - start + 1) / (end - start + 1);
  },
  rolling_mean: (values, hour, start, end) => {
    if (start === 0 || end === values.length) return undefined;
    const near = values.subarray(Math.max(0, hour - REACH_HOURS), hour + REACH_HOURS + 1)
      .filter((value) => !Number.isNaN(value));
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  },
  carried_forward: (values, _hour, start) => values[start - 1],
  same_hour_before: (values, hour) => {
    for (let day = 1; day <= OLDEST_DAYS; day++) {
      const value = values[hour - 24 * day];
      if (value !== undefined && !Number.isNaN(value)) return value;
    }
    return undefined;
  },
};
