/**
 * Milliseconds since 1970 of an RFC 3339 date-time, or `undefined` where the text is not one or names a time that does not exist
 * (30 February, 24:00, a leap second). `Date.parse` alone would take many other forms and roll 30 February over to March.
 *
 * @example
 * ```ts
 * import { parseTimestamp } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(parseTimestamp("2004-03-10T18:00:00Z"), 1078941600000);
 * assert.equal(parseTimestamp("2004-02-30T18:00:00Z"), undefined);
 * ```
 */
export function parseTimestamp(text: string): number | undefined {
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2), month = twoDigits(text, 5), day = twoDigits(text, 8);
  const hour = twoDigits(text, 11), minute = twoDigits(text, 14), second = twoDigits(text, 17);
  const time = text.charCodeAt(10);
  if (
    !(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year)) ||
    !(hour <= 23 && minute <= 59 && second <= 59) || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH ||
    (time !== T && time !== LOWER_T) || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON
  ) return undefined;
  // Date.UTC reads the years 0 to 99 as 1900 to 1999; the calendar is the same 400 years on.
  const timestampMs = Date.UTC(year + 400, month - 1, day, hour, minute, second) - FOUR_CENTURIES_MS;
  const fromUtcMs = text.length === 20 && text.charCodeAt(19) === Z ? 0 : restMs(text.slice(19));
  if (fromUtcMs === undefined) return undefined;
  // An offset can carry 0001-01-01 or 9999-12-31 out of the four-digit years that file names and readers can hold.
  const ts = timestampMs + fromUtcMs;
  return ts < FIRST_MS || ts > LAST_MS ? undefined : ts;
}

/** What follows the seconds, as milliseconds to add: a fraction, and what the clock is behind UTC. */
function restMs(text: string): number | undefined {
  const match = REST.exec(text);
  if (match === null) return undefined;
  const [, fraction = "0", sign, hours = "0", minutes = "0"] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return Math.trunc(Number(fraction) * 1000) + (sign === "-" ? offsetMs : -offsetMs);
}

/** The number that two characters make; NaN where they are not both digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO, ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const REST = /^(\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;
const ZERO = 48, DASH = 45, COLON = 58, T = 84, LOWER_T = 116, Z = 90;
const FOUR_CENTURIES_MS = 146_097 * 86_400_000;
const FIRST_MS = -62_135_596_800_000; // 0001-01-01T00:00:00Z
const LAST_MS = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

/**
 * The one text form of a timestamp everywhere: RFC 3339 in UTC, milliseconds only where there are any.
 *
 * @example
 * ```ts
 * import { formatTimestamp } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatTimestamp(1078941600000), "2004-03-10T18:00:00Z");
 * assert.equal(formatTimestamp(1078941600001), "2004-03-10T18:00:00.001Z");
 * ```
 */
export function formatTimestamp(timestampMs: number): string {
  const inDay = timestampMs - Math.floor(timestampMs / DAY_MS) * DAY_MS;
  const fraction = inDay % 1_000;
  const second = TWO_DIGITS[Math.floor(inDay / 1_000) % 60]!, minute = TWO_DIGITS[Math.floor(inDay / 60_000) % 60]!;
  const whole = `${dateOf(timestampMs)}T${TWO_DIGITS[Math.floor(inDay / 3_600_000)]}:${minute}:${second}`;
  return fraction === 0 ? `${whole}Z` : `${whole}.${String(fraction).padStart(3, "0")}Z`;
}

const DAY_MS = 86_400_000;
const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/**
 * The UTC date, `YYYY-MM-DD`, that a timestamp falls on: the lake's partition value.
 *
 * @example
 * ```ts
 * import { dateOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(dateOf(1078941600000), "2004-03-10");
 * ```
 */
export function dateOf(timestampMs: number): string {
  const day = Math.floor(timestampMs / DAY_MS);
  if (day !== lastDay) {
    lastDate = new Date(day * DAY_MS).toISOString().slice(0, 10);
    lastDay = day;
  }
  return lastDate;
}

/** The last date asked for: most readings are of the same day as the one before, and `toISOString` takes a microsecond. */
let lastDay = NaN, lastDate = "";
