import type { Hours } from "../series/mod.ts";

/** The fields that are forecast, in this order. */
export const TARGETS = ["co_gt", "no2_gt", "nox_gt", "c6h6_gt"] as const;

/** A field that is forecast. */
export type Target = typeof TARGETS[number];

/** What a model may learn from: the past alone. Whoever cuts the series owns the split, so a learner never holds the future. */
export interface Training {
  readonly target: Target;
  /** From the station's first hour to the cut, both included. */
  readonly hours: Hours;
  /** For whatever is drawn at random; the same seed gives the same bytes. */
  readonly seed: number;
}

/** Hours before the first target: they are the longest lag's. */
export const LEAD_HOURS = 168;

/**
 * Indices of the hours whose target is learnt: observed, and at least {@linkcode LEAD_HOURS} after the first hour. The origin of the
 * target at index `i` is the hour `i - 1`.
 *
 * @example
 * ```ts
 * import { LEAD_HOURS, targetIndices } from "./mod.ts";
 * import type { Hours } from "../series/mod.ts";
 * import assert from "node:assert/strict";
 * const co = new Float64Array(LEAD_HOURS + 3).fill(1);
 * co[LEAD_HOURS + 1] = NaN;
 * const hours = { stationId: "a", startMs: 0, length: co.length, fields: { co_gt: co }, present: new Uint8Array() } as unknown as Hours;
 * assert.deepEqual(targetIndices({ target: "co_gt", hours, seed: 1 }), [168, 170]);
 * ```
 */
export function targetIndices({ target, hours }: Training): number[] {
  const values = hours.fields[target];
  const indices: number[] = [];
  for (let i = LEAD_HOURS; i < hours.length; i++) if (!Number.isNaN(values[i]!)) indices.push(i);
  return indices;
}
