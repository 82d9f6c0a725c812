import assert from "node:assert/strict";
import fixtures from "./statistics.json" with { type: "json" };

/** What scipy and statsmodels say: see statistics.py. */
export const { expected } = fixtures;

/** A series of the fixtures, gaps as NaN. */
export function seriesOf(name: string): Float64Array {
  const values: readonly (number | null)[] = fixtures.series[name as keyof typeof fixtures.series];
  return asSeries(values);
}

/** A list of the fixtures with null for a gap, as a series. */
export const asSeries = (values: readonly (number | null)[]) => Float64Array.from(values, (value) => value ?? NaN);

/** Fails where a number is further from what is expected than `tolerance`, relative to it; null and NaN are alike. */
export function assertClose(
  actual: number | null | undefined,
  wanted: number | null | undefined,
  what: string,
  tolerance = 1e-9,
  floor = 0,
): void {
  if (wanted === null || wanted === undefined) {
    assert.ok(actual === null || Number.isNaN(actual), `${what}: expected no answer, got ${actual}`);
    return;
  }
  assert.ok(
    typeof actual === "number" && Math.abs(actual - wanted) <= tolerance * Math.max(Math.abs(wanted), floor),
    `${what}: expected ${wanted}, got ${actual} (${Math.abs((actual as number) - wanted) / Math.abs(wanted)})`,
  );
}

/** `assertClose` of each value; `floor` is the size below which a difference counts as absolute. */
export function assertAllClose(
  actual: ArrayLike<number>,
  wanted: readonly (number | null)[],
  what: string,
  tolerance = 1e-9,
  floor = 1e-3,
): void {
  assert.equal(actual.length, wanted.length, what);
  wanted.forEach((each, index) => assertClose(actual[index], each, `${what}[${index}]`, tolerance, floor));
}
