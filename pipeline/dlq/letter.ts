import type { IncomingMessage } from "../broker/mod.ts";
import {
  type DeadLetterFacts,
  parseDeadLetterHeaders,
  type Reason,
  type ReasonCode,
  REDRIVE_HOPS_HEADER,
  wholeNumberIn,
} from "../reading/mod.ts";
import { judge } from "../validate/mod.ts";

/** A rejected message as it lies in the dead-letter topic. */
export interface DeadLetter extends DeadLetterFacts {
  /** Key, value, timestamp and headers as received; partition and offset are those in the dead-letter topic. */
  readonly message: IncomingMessage;
  /** How often it has gone back to the raw topic. */
  readonly hops: number;
}

/** What can still be read of the reading in a dead letter. */
export interface LetterSubject {
  readonly stationId: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ts: number | null;
  readonly sourceLine: number | null;
}

/** Which dead letters are meant; all of them where nothing is given. */
export interface LetterFilter {
  /** Any of its reasons has this code, and is about this field where both are given. */
  readonly rule?: ReasonCode | undefined;
  readonly field?: string | undefined;
  readonly station?: string | undefined;
}

/**
 * The dead letter that a message is; null where it is not one of this pipeline.
 *
 * @example
 * ```ts
 * import { parseLetter } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const stray = { partition: 0, offset: 0, key: null, value: null, headers: {}, timestampMs: 0 };
 * assert.equal(parseLetter(stray), null);
 * ```
 */
export function parseLetter(message: IncomingMessage): DeadLetter | null {
  const { headers } = message;
  const hops = headers[REDRIVE_HOPS_HEADER] === undefined ? 0 : wholeNumberIn(headers, REDRIVE_HOPS_HEADER);
  if (hops === null) return null;
  const facts = parseDeadLetterHeaders(headers);
  return facts && { message, ...facts, hops };
}

/**
 * Station, timestamp and line of a dead letter, as far as the rules can read them in it.
 *
 * @example
 * ```ts
 * import { parseLetter, subjectOf } from "./mod.ts";
 * export const stationOf = (message: Parameters<typeof parseLetter>[0]) => {
 *   const letter = parseLetter(message);
 *   return letter && subjectOf(letter).stationId;
 * };
 * ```
 */
export function subjectOf({ message }: DeadLetter): LetterSubject {
  const verdict = judge(message, () => false);
  const { station_id, ts, source_line } = verdict.accepted ? verdict.reading : verdict.rejection;
  return { stationId: station_id, ts, sourceLine: source_line };
}

/** Whether a dead letter is one of those that are meant. */
export function matches(letter: DeadLetter, { rule, field, station }: LetterFilter): boolean {
  const isMeant = (reason: Reason) =>
    (rule === undefined || reason.code === rule) && (field === undefined || reason.field === field);
  return letter.reasons.some(isMeant) && (station === undefined || subjectOf(letter).stationId === station);
}
