import { HOUR_MS, hourOfDay, type Hours, monthOf, timestampMs, weekdayOf } from "../series/mod.ts";

/** To which cell of each cycle an hour of the series belongs, by its label. */
export interface Grouping {
  readonly hour: Int32Array;
  /** 0 is Monday. */
  readonly weekday: Int32Array;
  readonly weekday_hour: Int32Array;
  /** 0 is January. */
  readonly month: Int32Array;
  /** 0 is December to February. */
  readonly season: Int32Array;
  /** Calendar days since that of the first hour. */
  readonly day: Int32Array;
  /** Days touched. */
  readonly days: number;
  /** Hours of the first day before the series' first hour. */
  readonly lead: number;
}

/** Names of the cycles, and how many cells each has. */
export const CYCLES = { hour: 24, weekday: 7, weekday_hour: 168, month: 12, season: 4 } as const;
export type CycleName = keyof typeof CYCLES;
export const CYCLE_NAMES = Object.keys(CYCLES) as CycleName[];

/** The cells of all hours of a series. */
export function groupingOf(series: Pick<Hours, "startMs" | "length">): Grouping {
  const times = Array.from({ length: series.length }, (_, index) => timestampMs(series, index));
  const firstDay = dayOf(series.startMs), day = Int32Array.from(times, (ms) => dayOf(ms) - firstDay);
  const hour = Int32Array.from(times, hourOfDay), weekday = Int32Array.from(times, weekdayOf);
  const month = Int32Array.from(times, (ms) => monthOf(ms) - 1);
  return {
    hour,
    weekday,
    weekday_hour: weekday.map((each, index) => each * 24 + hour[index]!),
    month,
    season: month.map((each) => Math.floor((each + 1) % 12 / 3)),
    day,
    days: (day.at(-1) ?? -1) + 1,
    lead: hour[0] ?? 0,
  };
}

const dayOf = (ms: number) => Math.floor(ms / (24 * HOUR_MS));
