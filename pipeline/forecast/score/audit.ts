import { type FieldName, HOUR_MS, type Hours, timestampMs } from "../../series/mod.ts";
import { seededRandom } from "../../stats/mod.ts";

/**
 * A way to forecast, from a series to forecasts: everything that could leak is inside. It returns, by the time of the origin in
 * milliseconds since 1970, the forecast of the hour after it; origins that it refuses are left out.
 */
export type Procedure = (hours: Hours, cutMs: number) => ReadonlyMap<number, number>;

/** A forecast that changed although only what comes after its origin was rewritten. */
export interface Leak {
  /** What was done to the hours after the origin. */
  readonly rewrite: string;
  /** The last hour that was left as it is. */
  readonly lastKeptMs: number;
  /** The earliest forecast that changed, with its value before and after. */
  readonly originMs: number;
  readonly before: number;
  readonly after: number;
}

/** Rewrites the hours after an index: their values, which of them are there, and how many there are. */
interface Rewrite {
  readonly name: string;
  readonly of: (hours: Hours, after: number, seed: number) => Hours;
}

/**
 * Rewrites everything after an origin in several ways and forecasts again: forecasts at that origin and before must stay the same to the
 * bit, and none may vanish or appear.
 *
 * @param cutMs the last hour that is learnt from; origins before it are left alone
 * @param origins how many origins are tried, spread over the hours after the cut
 * @returns every leak found, at most one for each origin and rewrite
 *
 * @example
 * ```ts
 * import { auditProcedure, type Procedure } from "../mod.ts";
 * import type { Hours } from "../../series/mod.ts";
 * import assert from "node:assert/strict";
 * const co_gt = Float64Array.from({ length: 60 }, (_, i) => i % 7);
 * const hours = { stationId: "a", startMs: 0, length: 60, fields: { co_gt }, present: new Uint8Array(60).fill(1) } as unknown as Hours;
 * const at = (hours: Hours, ahead: number): ReadonlyMap<number, number> =>
 *   new Map([...hours.fields.co_gt].map((_, i) => [i * 3_600_000, hours.fields.co_gt[i + ahead] ?? 0]));
 * const honest: Procedure = (hours) => at(hours, 0), leaking: Procedure = (hours) => at(hours, 1);
 * assert.deepEqual(auditProcedure(honest, hours, 20 * 3_600_000, 3, 1), []);
 * assert.ok(auditProcedure(leaking, hours, 20 * 3_600_000, 3, 1).length > 0);
 * ```
 */
export function auditProcedure(
  procedure: Procedure,
  hours: Hours,
  cutMs: number,
  origins: number,
  seed: number,
): Leak[] {
  const expected = procedure(hours, cutMs);
  const first = Math.floor((cutMs - hours.startMs) / HOUR_MS) + 1, room = hours.length - 1 - first;
  const indices = Array.from({ length: origins }, (_, i) => first + Math.floor((i + 1) * room / (origins + 1)));
  return indices.flatMap((index) =>
    REWRITES.flatMap(({ name, of }) => {
      const lastKeptMs = timestampMs(hours, index);
      const actual = procedure(of(hours, index, seed), cutMs);
      const changed = firstChange(expected, actual, lastKeptMs);
      return changed === undefined ? [] : [{ rewrite: name, lastKeptMs, ...changed }];
    })
  );
}

function firstChange(expected: ReadonlyMap<number, number>, actual: ReadonlyMap<number, number>, lastKeptMs: number) {
  const origins = [...new Set([...expected.keys(), ...actual.keys()])].filter((ms) => ms <= lastKeptMs);
  for (const originMs of origins.sort((a, b) => a - b)) {
    const before = expected.get(originMs) ?? NaN, after = actual.get(originMs) ?? NaN;
    if (!Object.is(before, after)) return { originMs, before, after };
  }
  return undefined;
}

const REWRITES: readonly Rewrite[] = [
  { name: "other values", of: (hours, after, seed) => rewritten(hours, after, otherValues(seed)) },
  { name: "a day of gaps", of: (hours, after) => rewritten(hours, after, gaps(after, 24)) },
  { name: "in reverse order", of: (hours, after) => rewritten(hours, after, reversed(after, hours.length)) },
  { name: "each hour twice", of: (hours, after) => rewritten(hours, after, doubled(after)) },
  { name: "no more hours", of: (hours, after) => cutOff(hours, after + 1) },
];

/** What an hour after the origin becomes: the hour whose values it gets, and how they are changed; null is no reading. */
type Change = (index: number) => { readonly from: number; readonly scale: number } | null;

function rewritten(hours: Hours, after: number, change: Change): Hours {
  const present = Uint8Array.from(hours.present);
  const fields = Object.fromEntries(
    Object.entries(hours.fields).map(([name, values]) => [name, Float64Array.from(values)]),
  ) as Record<FieldName, Float64Array>;
  for (let i = after + 1; i < hours.length; i++) {
    const to = change(i);
    present[i] = to === null ? 0 : hours.present[to.from]!;
    for (const name of Object.keys(fields) as FieldName[]) {
      fields[name][i] = to === null ? NaN : hours.fields[name][to.from]! * to.scale;
    }
  }
  return { ...hours, fields, present };
}

const otherValues = (seed: number): Change => {
  const random = seededRandom(seed);
  return (index) => ({ from: index, scale: 2 + 3 * random.uniform() });
};

const gaps = (after: number, count: number): Change => (index) =>
  index <= after + count ? null : { from: index, scale: 1 };

const reversed = (after: number, length: number): Change => (index) => ({ from: length - (index - after), scale: 1 });

const doubled = (after: number): Change => (index) => ({
  from: after + 1 + Math.floor((index - after - 1) / 2),
  scale: 1,
});

/** The series with other values in every hour after one: what a fit up to that hour must not notice. */
export const withOtherFuture = (hours: Hours, lastKeptMs: number, seed: number): Hours =>
  rewritten(hours, Math.floor((lastKeptMs - hours.startMs) / HOUR_MS), otherValues(seed));

function cutOff({ stationId, startMs, fields, present }: Hours, length: number): Hours {
  const kept = Object.entries(fields).map(([name, values]) => [name, values.slice(0, length)]);
  return { stationId, startMs, length, fields: Object.fromEntries(kept), present: present.slice(0, length) };
}
