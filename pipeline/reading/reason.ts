/**
 * Why a message is rejected, as a closed list. A rejection carries every reason that applies.
 *
 * @example
 * ```ts
 * import { REASON_CODES } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(REASON_CODES.includes("duplicate"));
 * ```
 */
export const REASON_CODES = [
  "tombstone",
  "too_large",
  "not_utf8",
  "not_json",
  "malformed_line",
  "schema_violation",
  "bad_timestamp",
  "no_pollutant",
  "too_few_values",
  "duplicate",
  "unprocessable",
] as const;

export type ReasonCode = typeof REASON_CODES[number];

/** One reason: its code, the field it is about (empty where it is the whole message), what was expected and what came. */
export interface Reason {
  readonly code: ReasonCode;
  readonly field: string;
  readonly expected: string;
  /** The value as received, as text of at most 200 characters. */
  readonly got: string;
}
