import { dateOf } from "../../reading/mod.ts";
import { binStart, type DayCount, type TimeUnit } from "../../quality/mod.ts";

/** Days of one bin added up. */
export interface Bin {
  /** Its first UTC date; in a bin of weeks a Monday. */
  start: string;
  /** Its last UTC date. */
  last: string;
  /** Milliseconds since 1970, the end not included. */
  startMs: number;
  endMs: number;
  valid: number;
  suspect: number;
  rejected: number;
  /** In the order of `FIELDS`. */
  values: number[];
}

const DAY_MS = 86_400_000;
const MAX_BINS = 70;

/** The finest bins that leave a chart legible: at most 70 over the whole span. Weeks start on Monday. */
export function binDays(days: readonly DayCount[]): { unit: TimeUnit; bins: Bin[] } {
  const unit = unitOf(days.length === 0 ? 0 : (Date.parse(days.at(-1)!.date) - Date.parse(days[0]!.date)) / DAY_MS + 1);
  const bins = new Map<number, Bin>();
  for (const { date, valid, suspect, rejected, values } of days) {
    const [startMs, endMs] = binOf(date, unit);
    const bin = bins.get(startMs) ??
      {
        start: dateOf(startMs),
        last: dateOf(endMs - 1),
        startMs,
        endMs,
        valid: 0,
        suspect: 0,
        rejected: 0,
        values: values.map(() => 0),
      };
    bins.set(startMs, bin);
    bin.valid += valid;
    bin.suspect += suspect;
    bin.rejected += rejected;
    values.forEach((count, index) => bin.values[index]! += count);
  }
  return { unit, bins: [...bins.values()] };
}

function unitOf(spanDays: number): TimeUnit {
  if (spanDays <= MAX_BINS) return "day";
  if (spanDays <= MAX_BINS * 7) return "week";
  return spanDays <= MAX_BINS * 30 ? "month" : "year";
}

/** First millisecond of the bin that a date lies in, and of the next one. */
export function binOf(date: string, unit: TimeUnit): [startMs: number, endMs: number] {
  const start = binStart(Date.parse(date) / DAY_MS, unit);
  // Any day of the next bin will do: none has more than 366 days, and a day of the next one is at most so far away.
  const reach = { day: 1, week: 7, month: 31, year: 366 }[unit];
  return [start * DAY_MS, binStart(start + reach, unit) * DAY_MS];
}

/** What a bin is called: "2004-03-10", "week of 2004-03-08", "2004-03", "2004". */
export function binName(start: string, unit: TimeUnit): string {
  return { day: start, week: `week of ${start}`, month: start.slice(0, 7), year: start.slice(0, 4) }[unit];
}

/** Ticks for a row of bins: the first of each month, or year where they span many. */
export function binTicks(starts: readonly string[]): { column: number; text: string }[] {
  const years = starts.length > 0 && Number(starts.at(-1)!.slice(0, 4)) - Number(starts[0]!.slice(0, 4)) > 3;
  let last = "";
  return starts.flatMap((start, column) => {
    const key = start.slice(0, years ? 4 : 7);
    if (key === last) return [];
    const isNewYear = last.slice(0, 4) !== key.slice(0, 4);
    last = key;
    if (years) return [{ column, text: key }];
    const month = MONTHS[Number(key.slice(5)) - 1]!;
    return [{ column, text: isNewYear ? `${month} ${key.slice(0, 4)}` : month }];
  });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
