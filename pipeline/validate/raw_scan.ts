import { FIELDS, MISSING_SENTINEL, parseTimestamp } from "../reading/mod.ts";

/**
 * Reads a raw reading from its bytes where it has the form that nearly all have: the fields of the contract in its order, without
 * spaces, `ts` as `YYYY-MM-DDTHH:MM:SSZ`, numbers in plain decimals of at most 15 digits. Takes a fifth of the time of decoding,
 * `JSON.parse` and looking at each field. What has another form, be it a good one, is for `JSON.parse` and the schema: where
 * {@linkcode RawScan.read} gives true, both agree.
 *
 * One scan is used again and again: each `read` overwrites what the one before found.
 *
 * @example
 * ```ts
 * import { FIELDS } from "../reading/mod.ts";
 * import { RawScan } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const reading = { station_id: "uci", ts: "2004-03-10T18:00:00Z", ...Object.fromEntries(FIELDS.map(({ name }) => [name, 1.5])), source_line: 2 };
 * const scan = new RawScan();
 * assert.ok(scan.read(new TextEncoder().encode(JSON.stringify(reading))));
 * assert.deepEqual([scan.ts, scan.values[0], scan.sourceLine], [1078941600000, 1.5, 2]);
 * assert.ok(!scan.read(new TextEncoder().encode(JSON.stringify(reading, null, 1))));
 * ```
 */
export class RawScan {
  /** Milliseconds since 1970. */
  ts = 0;
  sourceLine = 0;
  /** One for each of `FIELDS`, in its order; NaN where -200 stands. */
  readonly values = new Float64Array(FIELDS.length);
  /** Where the reading begins in the bytes that were read. */
  start = 0;
  /** Where the bytes of the station id begin and end. */
  stationFrom = 0;
  stationTo = 0;
  /** Where each number begins, where it ends, and where without the zeros that end its decimals: as `JSON.stringify` writes it. */
  readonly from = new Int32Array(FIELDS.length);
  readonly end = new Int32Array(FIELDS.length);
  readonly to = new Int32Array(FIELDS.length);

  /** The last date that was read, and its milliseconds: most readings are of the same date as the one before. */
  readonly #date = new Uint8Array(DATE_BYTES);
  #dateMs = NaN;

  /** @returns whether the bytes from `start` to before `end` have the form; if not, what the scan holds means nothing */
  read(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    if (!matches(bytes, start, HEAD)) return false;
    this.start = start;
    this.stationFrom = start + HEAD.length;
    this.stationTo = bytes.indexOf(QUOTE, this.stationFrom);
    if (this.stationTo < 0 || !matches(bytes, this.stationTo, TS)) return false;
    let at = this.stationTo + TS.length;
    if (!this.#readTimestamp(bytes, at)) return false;
    at += TS_BYTES;
    for (let i = 0; i < KEYS.length; i++) {
      const key = KEYS[i]!;
      if (!matches(bytes, at, key)) return false;
      this.from[i] = at + key.length;
      const value = this.#readNumber(bytes, at + key.length, i);
      if (value !== value) return false;
      this.values[i] = value === MISSING_SENTINEL ? NaN : value;
      at = this.end[i]!;
    }
    if (!matches(bytes, at, LINE)) return false;
    return this.#readLine(bytes, at + LINE.length, end);
  }

  #readTimestamp(bytes: Uint8Array, at: number): boolean {
    const date = this.#date;
    for (let i = 0; i < DATE_BYTES; i++) {
      if (bytes[at + i] === date[i]) continue;
      date.set(bytes.subarray(at, at + DATE_BYTES));
      this.#dateMs = parseTimestamp(`${String.fromCharCode(...date)}T00:00:00Z`) ?? NaN;
      break;
    }
    const hour = twoDigits(bytes, at + 11), minute = twoDigits(bytes, at + 14), second = twoDigits(bytes, at + 17);
    this.ts = this.#dateMs + hour * 3_600_000 + minute * 60_000 + second * 1_000;
    return this.ts === this.ts && hour <= 23 && minute <= 59 && second <= 59 && bytes[at + 10] === T &&
      bytes[at + 13] === COLON && bytes[at + 16] === COLON && bytes[at + 19] === Z;
  }

  /** NaN where it is not of the form. */
  #readNumber(bytes: Uint8Array, from: number, index: number): number {
    const isNegative = bytes[from] === MINUS;
    const first = isNegative ? from + 1 : from;
    let at = first, digits = 0, decimals = 0, digit;
    while ((digit = bytes[at]! - ZERO) >= 0 && digit <= 9) {
      digits = 10 * digits + digit;
      at++;
    }
    if (at === first || (bytes[first] === ZERO && at > first + 1)) return NaN;
    let to = at;
    if (bytes[at] === POINT) {
      const point = at++;
      while ((digit = bytes[at]! - ZERO) >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
        at++;
        if (digit > 0) to = at;
      }
      decimals = at - point - 1;
      if (decimals === 0) return NaN;
    }
    // Up to here digits and power of ten are exact, so that their quotient is the nearest double, as JSON.parse gives it; and the other way
    // round the shortest text of that double is this one.
    if (at - first > MAX_DIGITS) return NaN;
    const value = decimals === 0 ? digits : digits / POWERS[decimals]!;
    if (value === 0 ? isNegative : value < SMALLEST) return NaN;
    this.to[index] = to;
    this.end[index] = at;
    return isNegative ? -value : value;
  }

  #readLine(bytes: Uint8Array, from: number, end: number): boolean {
    let line = 0, at = from, digit;
    while ((digit = bytes[at]! - ZERO) >= 0 && digit <= 9) {
      line = 10 * line + digit;
      at++;
    }
    this.sourceLine = line;
    return at > from && at - from <= MAX_DIGITS && bytes[from] !== ZERO && bytes[at] === BRACE &&
      at === end - 1;
  }
}

const ascii = (text: string) => new TextEncoder().encode(text);
const HEAD = ascii('{"station_id":"'), TS = ascii('","ts":"'), LINE = ascii(',"source_line":');
const KEYS = FIELDS.map(({ name }, index) => ascii(`${index === 0 ? '"' : ""},"${name}":`));
const DATE_BYTES = 10, TS_BYTES = 20;
const MAX_DIGITS = 15;
const POWERS = Array.from({ length: MAX_DIGITS }, (_, power) => 10 ** power);
/** What is closer to zero is written with an exponent. */
const SMALLEST = 1e-6;
const QUOTE = 34, MINUS = 45, POINT = 46, ZERO = 48, COLON = 58, T = 84, Z = 90, BRACE = 125;

function matches(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** NaN where they are not both digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO, ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}
