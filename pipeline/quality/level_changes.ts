import { FIELDS } from "../reading/mod.ts";
import { quantileUnsorted } from "../stats/mod.ts";

/** A station's daily means: days since 1970 that rise, and for each of `FIELDS` a mean a day; NaN for none. */
export interface StationDays {
  readonly days: Float64Array;
  readonly means: readonly Float64Array[];
}

/** A mean of fewer values is not one of the day. */
export const FEWEST_DAY_VALUES = 6;

/** A measurement that went to another level. */
export interface FieldLevelChange {
  /** Index in `FIELDS`. */
  readonly field: number;
  /** The first of the new level, in days since 1970. */
  readonly day: number;
  /** Medians of the daily means before and after. */
  readonly before: number;
  readonly after: number;
  /** Channels that usually move with it and did not, where its own days did not say enough; else 0. */
  readonly against: number;
  /** From 1 on it is one; the larger, the clearer. */
  readonly score: number;
}

/** Days with a mean on either side. */
const SIDE = 7;
/**
 * The days that those of a side must lie in, the days between both sides, and how much of a logarithm must lie between them, the strangest
 * day of each left out: a factor of 2; of 5 where outages put air and season of several weeks between them.
 */
const CLOSE = { sideWithin: 9, between: 14, gap: Math.LN2 } as const;
const WIDE = { sideWithin: 28, between: 28, gap: Math.log(5) } as const;
/** Once another channel's move is taken away, by the median of those channels: a factor of 1.5. */
const GAP_AGAINST_OTHERS = Math.log(1.5);
/** Fewer other channels decide nothing, nor does a side of fewer days with both. */
const FEWEST_OTHERS = 3, FEWEST_SHARED = 5;
/** Channels hang together that move the same way, or the other way, on this share of so many days. */
const TOGETHER = 0.7, FEWEST_MOVES = 30;

/** What an instrument can hardly tell from nothing, in the field's unit: ratios below are noise and rounding. */
const FLOORS: Readonly<Record<string, number>> = { co_gt: 0.2, c6h6_gt: 0.5, ah: 0.1 };
const FLOOR = 5;
/** Degrees have no ratio: ten of them count as a factor of e. */
const DEGREES = 10;
const CODES = FIELDS.map(({ name }) => {
  const floor = FLOORS[name] ?? FLOOR;
  return (mean: number) => name === "t" ? mean / DEGREES : Math.log(Math.max(mean, floor));
});

/**
 * Where measurements of a station go to another level: seven days before and seven after are apart by a factor of 2, the strangest day of
 * either left out; or by one of 1.5, measured by channels that usually move along; or by one of 5 where outages lie between. Weather and
 * seasons move slower, or other channels, too; another unit, range or instrument does not.
 */
export function levelChangesOf({ days, means }: StationDays): FieldLevelChange[] {
  const codes = means.map((mean, field) => mean.map(CODES[field]!));
  let usualMoves: number[] | undefined;
  return FIELDS.flatMap((_, field) => {
    const code = codes[field]!, rows = rowsOf(code);
    let others: Float64Array[] | undefined;
    const found: Found[] = [];
    for (let at = SIDE; at + SIDE < rows.length; at++) {
      const closeness = closenessOf(days, rows, at);
      if (closeness === null) continue;
      const own = contrast(code, rows, at);
      if (Math.abs(own.shift) < GAP_AGAINST_OTHERS) continue;
      const ownScore = own.gap / closeness.gap;
      if (closeness === WIDE) {
        if (ownScore >= 1) found.push({ at, score: ownScore, against: 0 });
        continue;
      }
      others ??= withoutOthers(codes, usualMoves ??= codes.map(usualMove), field);
      const against = gapAgainst(others, rows, at, own.shift);
      const score = Math.max(ownScore, Math.min(Math.abs(own.shift), against) / GAP_AGAINST_OTHERS);
      if (score >= 1) found.push({ at, score, against: ownScore >= 1 ? 0 : others.length });
    }
    return strongest(found).map(({ at, score, against }): FieldLevelChange => {
      const around = rows.subarray(at - SIDE, at + SIDE + 1),
        first = firstAfter(around.length, (row) => code[around[row]!]!);
      return {
        field,
        day: days[around[first]!]!,
        before: medianOf(means[field]!, around.subarray(0, first)),
        after: medianOf(means[field]!, around.subarray(first)),
        against,
        score,
      };
    });
  });
}

/** Around the day that may have both levels, at `rows[at]`. */
interface Found {
  readonly at: number;
  readonly score: number;
  readonly against: number;
}

function rowsOf(code: Float64Array): Int32Array {
  const rows = new Int32Array(code.length);
  let count = 0;
  for (let row = 0; row < code.length; row++) if (code[row] === code[row]) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Whether the days before and after are close to each other, or at least of one season; null where they are not. */
function closenessOf(days: Float64Array, rows: Int32Array, at: number): typeof CLOSE | typeof WIDE | null {
  const from = (index: number, to: number) => days[rows[to]!]! - days[rows[index]!]!;
  const side = Math.max(from(at - SIDE, at - 1), from(at + 1, at + SIDE)), between = from(at - 1, at + 1);
  return [CLOSE, WIDE].find((each) => side < each.sideWithin && between <= each.between) ?? null;
}

const low = new Float64Array(SIDE), high = new Float64Array(SIDE);

/**
 * How far the medians of the days before and after are apart, and how far the days are, all but the strangest of either side; 0 where
 * those overlap, or a side has too few.
 */
function contrast(code: Float64Array, rows: Int32Array, at: number): { shift: number; gap: number } {
  const before = sorted(low, code, rows, at - SIDE), after = sorted(high, code, rows, at + 1);
  if (before < FEWEST_SHARED || after < FEWEST_SHARED) return { shift: 0, gap: 0 };
  const shift = middle(high, after) - middle(low, before);
  return { shift, gap: Math.max(0, shift > 0 ? high[1]! - low[before - 2]! : low[1]! - high[after - 2]!) };
}

/** The values of seven rows in order; how many there are. */
function sorted(into: Float64Array, code: Float64Array, rows: Int32Array, from: number): number {
  let count = 0;
  for (let at = from; at < from + SIDE; at++) {
    const value = code[rows[at]!]!;
    if (value !== value) continue;
    let place = count++;
    while (place > 0 && into[place - 1]! > value) into[place] = into[--place]!;
    into[place] = value;
  }
  return count;
}

const middle = (values: Float64Array, count: number) => (values[(count - 1) >> 1]! + values[count >> 1]!) / 2;

/** The channel less each of those that usually move with it, by as much as it moves with them. */
function withoutOthers(codes: readonly Float64Array[], usualMoves: readonly number[], field: number): Float64Array[] {
  const own = codes[field]!;
  return codes.flatMap((other, index) => {
    const direction = index === field ? 0 : togetherness(own, other);
    if (direction === 0) return [];
    const share = direction * usualMoves[field]! / usualMoves[index]!;
    return [own.map((value, row) => value - share * other[row]!)];
  });
}

/** The median of what lies between both sides by each channel, 0 where it went the other way. */
function gapAgainst(others: readonly Float64Array[], rows: Int32Array, at: number, shift: number): number {
  const gaps = others.map((code) => contrast(code, rows, at)).filter(({ shift }) => shift !== 0)
    .map((found) => found.shift > 0 === shift > 0 ? found.gap : 0);
  return gaps.length < FEWEST_OTHERS ? 0 : quantileUnsorted(Float64Array.from(gaps), 0.5)!;
}

/** 1 or -1 where both move the same or the other way on most days; else 0. */
function togetherness(a: Float64Array, b: Float64Array): -1 | 0 | 1 {
  let same = 0, moves = 0;
  for (let row = 1; row < a.length; row++) {
    const product = (a[row]! - a[row - 1]!) * (b[row]! - b[row - 1]!);
    if (product > 0) same++;
    if (product > 0 || product < 0) moves++;
  }
  if (moves < FEWEST_MOVES) return 0;
  return same >= TOGETHER * moves ? 1 : same <= (1 - TOGETHER) * moves ? -1 : 0;
}

/** How far a channel goes from day to day, by the median. */
function usualMove(code: Float64Array): number {
  const moves = code.map((value, row) => Math.abs(value - code[row - 1]!)).filter((move) => move > 0);
  return quantileUnsorted(moves, 0.5) ?? NaN;
}

/** Where the days of the new level begin: most days are then nearer to their own side's median than to the other's. */
function firstAfter(count: number, codeAt: (index: number) => number): number {
  const sides = [[0, SIDE], [SIDE + 1, count]].map(([from, to]) =>
    quantileUnsorted(Float64Array.from({ length: to! - from! }, (_, index) => codeAt(from! + index)), 0.5)!
  );
  let first = SIDE, sum = 0, least = Infinity;
  for (let index = 0; index < count - 1; index++) {
    sum += Math.abs(codeAt(index) - sides[0]!) - Math.abs(codeAt(index) - sides[1]!);
    if (sum < least) [least, first] = [sum, index + 1];
  }
  return first;
}

/** Of those that share days the clearest. */
function strongest(found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const each of found.toSorted((a, b) => b.score - a.score)) {
    if (kept.every(({ at }) => Math.abs(at - each.at) > SIDE)) kept.push(each);
  }
  return kept.sort((a, b) => a.at - b.at);
}

const medianOf = (values: Float64Array, rows: Int32Array) =>
  quantileUnsorted(Float64Array.from(rows, (row) => values[row]!), 0.5)!;
