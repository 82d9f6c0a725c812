import { type Gap, gapsOf } from "../series/mod.ts";
import { seededRandom } from "../stats/mod.ts";
import { fillGaps } from "./fill.ts";
import { CANDIDATES } from "./rule.ts";

/** A way of filling that is compared. */
export type Candidate = keyof typeof CANDIDATES;

const RULES = Object.values(CANDIDATES), NAMES = Object.keys(CANDIDATES) as Candidate[];

/** Gap lengths that are scored together, in hours; the last has no end. */
export const LENGTH_CLASSES: readonly { readonly name: string; readonly from: number; readonly to: number }[] = [
  { name: "1 h", from: 1, to: 1 },
  { name: "2–3 h", from: 2, to: 3 },
  { name: "4–6 h", from: 4, to: 6 },
  { name: "7–24 h", from: 7, to: 24 },
  { name: "over 24 h", from: 25, to: Infinity },
];

/** What each way of filling costs in gaps of some lengths. */
export interface FillScore {
  /** Name of the class of lengths. */
  readonly gaps: string;
  /** How many real gaps are so long, and how many hours they are. */
  readonly realGaps: number;
  readonly realHours: number;
  /** Hidden hours that were filled by every candidate, so that all are scored on the same ones. */
  readonly hours: number;
  /** Mean absolute error in the field's unit, by candidate; null where no hour was scored. */
  readonly mae: Readonly<Record<Candidate, number | null>>;
  /** Mean of fill − observed. */
  readonly bias: Readonly<Record<Candidate, number | null>>;
}

const ROUNDS = 20;

/**
 * Measures the ways of filling: hides observed hours with gaps whose lengths are the field's own, fills them, and compares with what was
 * hidden. Each of twenty rounds hides as many gaps as there are real ones, at seeded places where all is observed with one value on either
 * side; gaps too long for any such place are left out. A place says nothing of why real gaps are where they are: calibration has its hour.
 *
 * @returns one score for each class of lengths, shortest first
 * @example
 * ```ts
 * import { measureFills } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const line = Float64Array.from({ length: 500 }, (_, hour) => hour % 100 === 50 ? NaN : hour);
 * const [hour] = measureFills(line, 1);
 * assert.equal(hour!.mae.linear_interpolation, 0);
 * assert.equal(hour!.mae.carried_forward, 1);
 * ```
 */
export function measureFills(values: Float64Array, seed: number): FillScore[] {
  const random = seededRandom(seed), real = gapsOf(values), sums = LENGTH_CLASSES.map(() => newSums());
  const runs = observedRuns(values);
  for (let round = 0; round < ROUNDS; round++) {
    const { masked, hidden } = mask(values, runs, real, random.uniform);
    const fills = RULES.map((rule) => fillGaps(masked, rule).values);
    for (const gap of hidden) addScores(sums[classOf(gap.length)]!, values, fills, gap);
  }
  return LENGTH_CLASSES.map(({ name }, index) => {
    const own = real.filter(({ length }) => classOf(length) === index), { hours, error, absolute } = sums[index]!;
    return {
      gaps: name,
      realGaps: own.length,
      realHours: own.reduce((total, { length }) => total + length, 0),
      hours,
      mae: byCandidate((candidate) => hours === 0 ? null : absolute[candidate]! / hours),
      bias: byCandidate((candidate) => hours === 0 ? null : error[candidate]! / hours),
    };
  });
}

const newSums = () => ({ hours: 0, error: NAMES.map(() => 0), absolute: NAMES.map(() => 0) });

const byCandidate = (value: (candidate: number) => number | null) =>
  Object.fromEntries(NAMES.map((name, index) => [name, value(index)])) as Record<Candidate, number | null>;

const classOf = (length: number): number => LENGTH_CLASSES.findIndex(({ to }) => length <= to);

/** Stretches in which every hour is observed. */
function observedRuns(values: Float64Array): Gap[] {
  return gapsOf(Float64Array.from(values, (value) => Number.isNaN(value) ? 0 : NaN));
}

/** Hides a gap of each real length at a random place. Hidden gaps do not touch, so each keeps its length. */
function mask(values: Float64Array, runs: readonly Gap[], real: readonly Gap[], uniform: () => number) {
  const masked = Float64Array.from(values), hidden: Gap[] = [];
  for (const { length } of real) {
    const start = place(runs, length, uniform);
    if (start === undefined) continue;
    const around = masked.subarray(start - 1, start + length + 1);
    if (around.some(Number.isNaN)) continue;
    masked.fill(NaN, start, start + length);
    hidden.push({ start, length });
  }
  return { masked, hidden };
}

/** Each place that fits is as likely as any other. */
function place(runs: readonly Gap[], length: number, uniform: () => number): number | undefined {
  const places = runs.map((run) => Math.max(0, run.length - length - 1));
  let at = Math.floor(uniform() * places.reduce((sum, each) => sum + each, 0));
  for (const [index, own] of places.entries()) {
    if (at < own) return runs[index]!.start + 1 + at;
    at -= own;
  }
  return undefined;
}

function addScores(sums: ReturnType<typeof newSums>, values: Float64Array, fills: Float64Array[], gap: Gap): void {
  for (let hour = gap.start; hour < gap.start + gap.length; hour++) {
    if (fills.some((fill) => Number.isNaN(fill[hour]))) continue;
    sums.hours++;
    fills.forEach((fill, candidate) => {
      const error = fill[hour]! - values[hour]!;
      sums.error[candidate]! += error;
      sums.absolute[candidate]! += Math.abs(error);
    });
  }
}
