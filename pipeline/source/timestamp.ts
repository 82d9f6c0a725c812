import { formatTimestamp, parseTimestamp } from "../reading/mod.ts";

/** In which order a source writes day, month and year, and with how many digits of the year. The sign between them is `/`, `.` or `-`. */
export type DateOrder = "dd/mm/yyyy" | "mm/dd/yyyy" | "yyyy-mm-dd" | "dd/mm/yy" | "mm/dd/yy" | "yy/mm/dd";

/** All of {@linkcode DateOrder}. */
export const DATE_ORDERS = [
  "dd/mm/yyyy",
  "mm/dd/yyyy",
  "yyyy-mm-dd",
  "dd/mm/yy",
  "mm/dd/yy",
  "yy/mm/dd",
] as const satisfies readonly DateOrder[];

/** How a source writes its times: hour and minute, the hour alone, or with AM and PM. */
export type TimeKind = "clock" | "hour" | "AM/PM";

/** A timestamp as it goes on the wire: RFC 3339 with its milliseconds, or the text of the two cells where they name no time. */
export interface SourceTimestamp {
  ts: string;
  timestampMs: number | null;
}

/** The numbers of a date cell and what is between them. */
export interface DateParts {
  readonly kind: "year first" | "year last" | "two digits";
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly separator: string;
}

const DATE =
  /^\s*(\d{1,4})([\/.-])(\d{1,2})\2(\d{1,4})(?:(?:T|\s+)(?:0?0[:.]00(?:[:.]00(?:[.,]0+)?)?Z?|12[:.]00(?:[:.]00)?\s*AM))?\s*$/i;
const TIME = /^\s*(\d{1,2})(?:([.:])([0-5]\d)(?:\2([0-5]\d)(?:[.,]0+)?)?)?\s*(?:([ap])\.?m\.?)?\s*$/i;

/** Reads a date cell; a time of midnight behind the date says nothing more. Null where it has no known form. */
export function datePartsOf(cell: string): DateParts | null {
  const [, first = "", separator = "", second = "", third = ""] = DATE.exec(cell) ?? [];
  const kind = first.length === 4 && third.length <= 2
    ? "year first"
    : first.length > 2
    ? null
    : third.length === 4
    ? "year last"
    : third.length === 2
    ? "two digits"
    : null;
  if (kind === null) return null;
  return { kind, first: Number(first), second: Number(second), third: Number(third), separator };
}

/** Midnight of a date in milliseconds since 1970; undefined where the order does not fit it, or there is no such day. */
export function midnightOf({ kind, first, second, third }: DateParts, order: DateOrder): number | undefined {
  if (kind === "year first") return midnight(first, second, third);
  if (kind === "year last") {
    if (order === "dd/mm/yyyy") return midnight(third, second, first);
    return order === "mm/dd/yyyy" ? midnight(third, first, second) : undefined;
  }
  if (order === "dd/mm/yy") return midnight(century(third), second, first);
  if (order === "mm/dd/yy") return midnight(century(third), first, second);
  return order === "yy/mm/dd" ? midnight(century(first), second, third) : undefined;
}

/** As POSIX has it: 69 to 99 are of the last century. */
const century = (year: number) => year + (year < 69 ? 2000 : 1900);

const midnight = (year: number, month: number, day: number) =>
  parseTimestamp(`${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}T00:00:00Z`);

const twoDigits = (number: number) => String(number).padStart(2, "0");

/** A time cell. */
export interface TimeParts {
  readonly kind: TimeKind;
  /** Milliseconds since midnight; 24:00 is the next one. */
  readonly ms: number;
  /** Such as `HH:MM`. */
  readonly form: string;
}

/** Reads a time cell: `18.00.00`, `18:00`, `6:00 PM`, `18`, `24:00`. Null where it has no known form. */
export function timePartsOf(cell: string): TimeParts | null {
  const match = TIME.exec(cell);
  if (match === null) return null;
  const [, hourText = "", separator = "", minute = "", second = "", half = ""] = match;
  let hour = Number(hourText);
  if (half !== "") {
    if (hour < 1 || hour > 12) return null;
    hour = hour % 12 + (half.toLowerCase() === "p" ? 12 : 0);
  }
  const ms = ((hour * 60 + Number(minute)) * 60 + Number(second)) * 1_000;
  if (ms > DAY_MS) return null;
  const digits = ["HH", ...(minute === "" ? [] : ["MM"]), ...(second === "" ? [] : ["SS"])].join(separator);
  const kind = half !== "" ? "AM/PM" : minute === "" ? "hour" : "clock";
  return { kind, ms, form: kind === "AM/PM" ? `${digits} AM/PM` : digits };
}

const DAY_MS = 86_400_000;

/**
 * A reader of date and time cells. A time that is not of the file's kind is read only where that is certain: with a minute among hours
 * alone, and with AM or PM anywhere; 6:00 among times with AM and PM may be either.
 */
export function timestampReader(dateOrder: DateOrder, kind: TimeKind): (date: string, time: string) => SourceTimestamp {
  // The 24 rows of a day share their date cell, those of an hour of the day their time cell.
  let lastDate: string | undefined, midnightMs: number | undefined;
  const times = new Map<string, number | undefined>();
  const timeMs = (cell: string): number | undefined => {
    const parts = timePartsOf(cell);
    if (parts === null) return undefined;
    if (parts.kind === "AM/PM" || parts.kind === kind) return parts.ms;
    return kind === "hour" && parts.kind === "clock" ? parts.ms : undefined;
  };
  return (date, time) => {
    if (date !== lastDate) {
      lastDate = date;
      const parts = datePartsOf(date);
      midnightMs = parts === null ? undefined : midnightOf(parts, dateOrder);
    }
    let ms = times.get(time);
    if (ms === undefined && !times.has(time)) {
      if (times.size > MAX_TIMES) times.clear();
      times.set(time, ms = timeMs(time));
    }
    if (midnightMs === undefined || ms === undefined) return { ts: `${date} ${time}`, timestampMs: null };
    const timestampMs = midnightMs + ms;
    return { ts: formatTimestamp(timestampMs), timestampMs };
  };
}

/** One for each minute of a day. */
const MAX_TIMES = 1_440;
