import { z } from "zod";
import type { IncomingMessage } from "../broker/mod.ts";
import { type Position, type Reason, REASON_CODES, type ReasonCode, REDRIVE_HOPS_HEADER } from "../reading/mod.ts";
import { judge } from "../validate/mod.ts";

/** A rejected message as it lies in the dead-letter topic. */
export interface DeadLetter {
  /** Key, value, timestamp and headers as received; partition and offset are those in the dead-letter topic. */
  readonly message: IncomingMessage;
  /** Where it was rejected: its place in the raw topic. */
  readonly source: Position;
  /** At least one; the first is the primary one. */
  readonly reasons: readonly [Reason, ...Reason[]];
  /** Version of the rules by which it was rejected; null where its consumer did not say. */
  readonly ruleSet: string | null;
  /** How often it has gone back to the raw topic. */
  readonly hops: number;
}

/** What a letter still tells of its reading. */
export interface LetterSubject {
  readonly stationId: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ts: number | null;
  readonly sourceLine: number | null;
}

/** Which letters are meant; all of them where nothing is given. */
export interface LetterFilter {
  /** Any of its reasons has this code, and is about this field where both are given. */
  readonly rule?: ReasonCode | undefined;
  readonly field?: string | undefined;
  readonly station?: string | undefined;
}

const REASONS: z.ZodType<[Reason, ...Reason[]]> = z.tuple(
  [z.object({ code: z.enum(REASON_CODES), field: z.string(), expected: z.string(), got: z.string() })],
  z.object({ code: z.enum(REASON_CODES), field: z.string(), expected: z.string(), got: z.string() }),
);

const decoder = new TextDecoder();

/**
 * The dead letter that a message is; null where it is none of this pipeline.
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
  const header = (name: string) => headers[name]?.at(-1);
  const topic = header("__connect.errors.topic"), json = header("airquality.reject.reasons");
  const partition = wholeFrom(header("__connect.errors.partition"));
  const offset = wholeFrom(header("__connect.errors.offset"));
  const hops = headers[REDRIVE_HOPS_HEADER] === undefined ? 0 : wholeFrom(header(REDRIVE_HOPS_HEADER));
  if (topic === undefined || json === undefined || partition === null || offset === null || hops === null) return null;
  const reasons = reasonsFrom(decoder.decode(json));
  if (reasons === null) return null;
  const ruleSet = header("airquality.reject.rule_set");
  return {
    message,
    source: { topic: decoder.decode(topic), partition, offset },
    reasons,
    ruleSet: ruleSet === undefined ? null : decoder.decode(ruleSet),
    hops,
  };
}

/**
 * Station, moment and line of a letter, as far as the rules can read them in it.
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

/** Whether a letter is one of those that are meant. */
export function matches(letter: DeadLetter, { rule, field, station }: LetterFilter): boolean {
  const isMeant = (reason: Reason) =>
    (rule === undefined || reason.code === rule) && (field === undefined || reason.field === field);
  return letter.reasons.some(isMeant) && (station === undefined || subjectOf(letter).stationId === station);
}

/** Digit by digit: to decode each as text first takes as long as all the rest. */
function wholeFrom(digits: Uint8Array | undefined): number | null {
  if (digits === undefined || digits.length === 0 || digits.length > 15) return null;
  let whole = 0;
  for (const byte of digits) {
    if (byte < 48 || byte > 57) return null;
    whole = whole * 10 + byte - 48;
  }
  return whole;
}

function reasonsFrom(json: string): [Reason, ...Reason[]] | null {
  try {
    return REASONS.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
