import { createHash } from "node:crypto";
import { DEAD_LETTER_ENDS_BYTES, DEAD_LETTER_KEY_BYTES } from "../reading/mod.ts";
import { Fingerprint } from "./fingerprint.ts";
import type { Identity } from "./raw_content.ts";

/** What could be read of a rejected message, as bits. */
export const STATION = 1, TS = 2, LINE = 4;

const NO_LINE = -1;
const print = new Fingerprint();
const encoder = new TextEncoder();

/** Of what a raw message and its silver row both say. @param values those that the row has */
export function silverPrint({ station, ts, line }: Identity, values: Iterable<number>): number {
  print.begin().text(station ?? "").number(ts ?? NaN).number(line ?? NO_LINE);
  for (const value of values) print.number(value);
  return print.value;
}

/** Of a clean message. */
export const cleanPrint = (key: Uint8Array | string, value: Uint8Array | string): number =>
  print.begin().optional(key).optional(value).value;

/** Of what a raw message and its rejected row both say. @param has which of `STATION`, `TS` and `LINE` the row has */
export function rejectedPrint(
  { station, ts, line }: Identity,
  has: number,
  key: string | null,
  value: Uint8Array | string | null,
): number {
  print.begin().optional(key).optional(value);
  if ((has & STATION) !== 0) print.optional(station);
  if ((has & TS) !== 0) print.number(ts ?? NaN);
  if ((has & LINE) !== 0) print.number(line ?? NO_LINE);
  return print.value;
}

/** A dead letter may go without a large key. The key of its row is compared with the raw message all the same. */
export const LARGE_KEY = "…";

const isLargeKey = (key: string) => encoder.encode(key).length > DEAD_LETTER_KEY_BYTES;

/** A dead letter may have the digest of a large value instead of the value. */
export function digestOf(value: Uint8Array | string | null): Uint8Array | string | null {
  if (value === null) return null;
  const bytes = typeof value === "string" ? encoder.encode(value) : value;
  return bytes.length > 2 * DEAD_LETTER_ENDS_BYTES ? createHash("sha256").update(bytes).digest("hex") : bytes;
}

/** Of a dead letter. @param value as {@linkcode digestOf} gives it */
export const letterPrint = (
  key: string | null,
  value: Uint8Array | string | null,
  reasons: string,
  ruleSet: string | null,
): number =>
  print.begin().optional(key !== null && isLargeKey(key) ? LARGE_KEY : key).optional(value).text(reasons)
    .optional(ruleSet).value;
