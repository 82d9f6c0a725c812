/**
 * The Magnus formula as the World Meteorological Organization gives it (WMO-No. 8): `saturated` in hPa, `slope` without a unit, `offset` in
 * °C.
 *
 * @example
 * ```ts
 * import { MAGNUS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(MAGNUS.saturated, 6.112);
 * ```
 */
export const MAGNUS = { saturated: 6.112, slope: 17.62, offset: 243.12 } as const;

/**
 * The vapour pressure of air in kPa, which is what the data set's AH comes near to.
 *
 * @param t temperature in °C
 * @param rh relative humidity in %
 *
 * @example
 * ```ts
 * import { vapourPressure } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(vapourPressure(20, 50).toFixed(3), "1.166");
 * ```
 */
export function vapourPressure(t: number, rh: number): number {
  return rh / 100 * MAGNUS.saturated * Math.exp(MAGNUS.slope * t / (MAGNUS.offset + t)) / 10;
}
