import { HOUR_MS, type Hours } from "../series/mod.ts";

const DAY_MS = 24 * HOUR_MS;

/** Fewer equal days than two weeks compare weather, not seasons. */
const MIN_DAYS = 14;

/** Days of two years that have the same date, as dates from first to last, both included. */
export interface EqualSeasons {
  readonly reference: readonly [first: string, last: string];
  readonly current: readonly [first: string, last: string];
  /** Whether an hour belongs to the reference's or the current days, by index. */
  readonly inReference: (index: number) => boolean;
  readonly inCurrent: (index: number) => boolean;
}

/**
 * The days before and after the cut that have the same date of the year and are whole in the series: comparing them leaves the season out.
 *
 * @param cutMs the last hour of the reference
 * @returns the reason where there are fewer than 14 such days
 */
export function equalSeasons({ startMs, length }: Pick<Hours, "startMs" | "length">, cutMs: number): EqualSeasons | {
  reason: string;
} {
  const firstDay = Math.ceil(startMs / DAY_MS), lastDay = Math.floor((startMs + length * HOUR_MS) / DAY_MS) - 1;
  const cutDay = Math.floor((cutMs + HOUR_MS) / DAY_MS);
  const days = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => dateOf((from + at) * DAY_MS));
  const before = days(firstDay, cutDay - 1), after = days(Math.ceil((cutMs + HOUR_MS) / DAY_MS), lastDay);
  const shared = new Set(after.map(monthAndDay)).intersection(new Set(before.map(monthAndDay)));
  const reference = before.filter((date) => shared.has(monthAndDay(date)));
  const current = after.filter((date) => shared.has(monthAndDay(date)));
  if (shared.size < MIN_DAYS) {
    return { reason: `expected ${MIN_DAYS} days of the same date before and after the cut, got ${shared.size}` };
  }
  const within = (dates: readonly string[]) => {
    const set = new Set(dates), mask = new Uint8Array(length);
    for (let index = 0; index < length; index++) if (set.has(dateOf(startMs + index * HOUR_MS))) mask[index] = 1;
    return (index: number) => mask[index] === 1;
  };
  return {
    reference: [reference[0]!, reference.at(-1)!],
    current: [current[0]!, current.at(-1)!],
    inReference: within(reference),
    inCurrent: within(current),
  };
}

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const monthAndDay = (date: string) => date.slice(5);
