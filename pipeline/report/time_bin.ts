import { dateOf } from "../reading/mod.ts";
import type { DayCount } from "../lake/mod.ts";

export type BinUnit = "day" | "week" | "month" | "year";

/** Days of one bin added up. */
export interface Bin {
  /** Its first UTC date; in a bin of weeks a Monday. */
  start: string;
  /** Milliseconds since 1970, the end not included. */
  startMs: number;
  endMs: number;
  valid: number;
  suspect: number;
  rejected: number;
}

const DAY_MS = 86_400_000;
const MOST_BINS = 70;

/** The finest bins that leave a chart legible: at most 70 over the whole span. Weeks start on Monday. */
export function binDays(days: readonly DayCount[]): { unit: BinUnit; bins: Bin[] } {
  const spanDays = days.length === 0 ? 0 : (Date.parse(days.at(-1)!.date) - Date.parse(days[0]!.date)) / DAY_MS + 1;
  const unit = spanDays <= MOST_BINS
    ? "day"
    : spanDays <= MOST_BINS * 7
    ? "week"
    : spanDays <= MOST_BINS * 30
    ? "month"
    : "year";
  const bins = new Map<number, Bin>();
  for (const { date, valid, suspect, rejected } of days) {
    const [startMs, endMs] = binOf(date, unit);
    const bin = bins.get(startMs) ?? { start: dateOf(startMs), startMs, endMs, valid: 0, suspect: 0, rejected: 0 };
    bins.set(startMs, bin);
    bin.valid += valid;
    bin.suspect += suspect;
    bin.rejected += rejected;
  }
  return { unit, bins: [...bins.values()] };
}

function binOf(date: string, unit: BinUnit): [startMs: number, endMs: number] {
  const dayMs = Date.parse(date);
  const [year, month] = date.split("-").map(Number) as [number, number];
  switch (unit) {
    case "day":
      return [dayMs, dayMs + DAY_MS];
    case "week": {
      // 1970-01-01 was a Thursday, three days after a Monday.
      const sinceMonday = ((dayMs / DAY_MS + 3) % 7 + 7) % 7;
      const mondayMs = dayMs - sinceMonday * DAY_MS;
      return [mondayMs, mondayMs + 7 * DAY_MS];
    }
    case "month":
      return [firstOfMonth(year, month), firstOfMonth(year, month + 1)];
    case "year":
      return [firstOfMonth(year, 1), firstOfMonth(year + 1, 1)];
  }
}

/** Not by Date.UTC, which takes the years 0 to 99 for 1900 to 1999. */
function firstOfMonth(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, 1);
}
