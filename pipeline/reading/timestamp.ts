const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * Milliseconds since 1970 of an RFC 3339 date-time, or `undefined` where the text is none or names a moment that does not exist
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
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  // Date.UTC reads the years 0 to 99 as 1900 to 1999; setUTCFullYear does not.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const fraction = match[7] === undefined ? 0 : Math.trunc(Number(match[7]) * 1000);
  let epochMs = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  if (match[8] !== undefined) {
    const offsetHour = Number(match[9]), offsetMinute = Number(match[10]);
    if (offsetHour > 23 || offsetMinute > 59) return undefined;
    epochMs -= (match[8] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000;
  }
  // An offset can carry 0001-01-01 or 9999-12-31 out of the four-digit years that file names and readers can hold.
  return epochMs < FIRST_MS || epochMs > LAST_MS ? undefined : epochMs;
}

const FIRST_MS = -62_135_596_800_000; // 0001-01-01T00:00:00Z
const LAST_MS = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

/**
 * The one text form of a moment everywhere: RFC 3339 in UTC, milliseconds only where there are any.
 *
 * @example
 * ```ts
 * import { formatTimestamp } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatTimestamp(1078941600000), "2004-03-10T18:00:00Z");
 * assert.equal(formatTimestamp(1078941600001), "2004-03-10T18:00:00.001Z");
 * ```
 */
export function formatTimestamp(epochMs: number): string {
  const text = new Date(epochMs).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, 19)}Z` : text;
}

/**
 * The UTC date, `YYYY-MM-DD`, that a moment falls on: the lake's partition value.
 *
 * @example
 * ```ts
 * import { dateOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(dateOf(1078941600000), "2004-03-10");
 * ```
 */
export function dateOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
