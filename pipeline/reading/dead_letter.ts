import { z } from "zod";
import type { Position } from "./redriven.ts";
import { type Reason, REASON_CODES } from "./reason.ts";

/** What the headers of a dead letter say, besides those that the message came with. */
export interface DeadLetterFacts {
  /** Where it was rejected: its place in the raw topic. */
  readonly source: Position;
  /** The first is the primary one. */
  readonly reasons: readonly [Reason, ...Reason[]];
  /** Version of the rules by which it was rejected; null where its consumer did not say. */
  readonly ruleSet: string | null;
}

type Headers = Readonly<Record<string, readonly Uint8Array[]>>;

const CONNECT = "__connect.errors.", REJECT = "airquality.reject.";

/** The headers that Kafka Connect's users know, and the reasons as data. */
export const DEAD_LETTER_HEADERS = {
  topic: `${CONNECT}topic`,
  partition: `${CONNECT}partition`,
  offset: `${CONNECT}offset`,
  stage: `${CONNECT}stage`,
  className: `${CONNECT}class.name`,
  exceptionName: `${CONNECT}exception.class.name`,
  exceptionMessage: `${CONNECT}exception.message`,
  codes: `${REJECT}codes`,
  reasons: `${REJECT}reasons`,
  ruleSet: `${REJECT}rule_set`,
  // Only where the dead-letter topic would have refused the message as it came:
  timestamp: `${REJECT}timestamp`,
  valueBytes: `${REJECT}value_bytes`,
  valueSha256: `${REJECT}value_sha256`,
  keyBytes: `${REJECT}key_bytes`,
  droppedHeaders: `${REJECT}dropped_headers`,
} as const;

/** Of a value that its topic would refuse, a dead letter keeps so many bytes of each end. */
export const DEAD_LETTER_ENDS_BYTES = 2_048;

/** A key of more bytes may be left out of a dead letter that its topic would refuse. */
export const DEAD_LETTER_KEY_BYTES = 1_024;

/** Whether a header was added when a message was rejected. */
export const isDeadLetterHeader = (name: string): boolean => name.startsWith(CONNECT) || name.startsWith(REJECT);

/**
 * The headers of a dead letter.
 *
 * @example
 * ```ts
 * import { deadLetterHeaders, parseDeadLetterHeaders } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const reason = { code: "tombstone", field: "", expected: "a value", got: "null" } as const;
 * const facts = { source: { topic: "raw", partition: 2, offset: 17 }, reasons: [reason] as const, ruleSet: "1-0123456789ab" };
 * const headers = Object.entries(deadLetterHeaders(facts)).map(([name, text]) => [name, [new TextEncoder().encode(text)]]);
 * assert.deepEqual(parseDeadLetterHeaders(Object.fromEntries(headers)), facts);
 * ```
 */
export function deadLetterHeaders({ source, reasons, ruleSet }: DeadLetterFacts): Record<string, string> {
  const inWords = ({ code, field, expected, got }: Reason) =>
    `${code}${field && ` ${field}`}: expected ${expected}, got ${got}`;
  return {
    [DEAD_LETTER_HEADERS.topic]: source.topic,
    [DEAD_LETTER_HEADERS.partition]: String(source.partition),
    [DEAD_LETTER_HEADERS.offset]: String(source.offset),
    [DEAD_LETTER_HEADERS.stage]: "VALUE_CONVERTER",
    [DEAD_LETTER_HEADERS.className]: "air-quality.validate",
    [DEAD_LETTER_HEADERS.exceptionName]: reasons[0].code,
    [DEAD_LETTER_HEADERS.exceptionMessage]: reasons.map(inWords).join("; "),
    [DEAD_LETTER_HEADERS.codes]: reasons.map(({ code }) => code).join(";"),
    [DEAD_LETTER_HEADERS.reasons]: JSON.stringify(reasons),
    ...(ruleSet === null ? {} : { [DEAD_LETTER_HEADERS.ruleSet]: ruleSet }),
  };
}

/**
 * Where a dead letter was rejected; null where its headers do not say. The last header of a name counts: a message may come with others.
 *
 * @example
 * ```ts
 * import { deadLetterSource } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(deadLetterSource({}), null);
 * ```
 */
export function deadLetterSource(headers: Headers): Position | null {
  const topic = headers[DEAD_LETTER_HEADERS.topic]?.at(-1);
  const partition = wholeNumberIn(headers, DEAD_LETTER_HEADERS.partition);
  const offset = wholeNumberIn(headers, DEAD_LETTER_HEADERS.offset);
  if (topic === undefined || partition === null || offset === null) return null;
  return { topic: decoder.decode(topic), partition, offset };
}

/** What the headers of a dead letter say; null where another program made it. */
export function parseDeadLetterHeaders(headers: Headers): DeadLetterFacts | null {
  const source = deadLetterSource(headers), json = headers[DEAD_LETTER_HEADERS.reasons]?.at(-1);
  if (source === null || json === undefined) return null;
  const reasons = reasonsIn(decoder.decode(json));
  if (reasons === null) return null;
  const ruleSet = headers[DEAD_LETTER_HEADERS.ruleSet]?.at(-1);
  return { source, reasons, ruleSet: ruleSet === undefined ? null : decoder.decode(ruleSet) };
}

/** The whole number that the last header of a name holds as text; null where there is none. Digit by digit: to decode each as text first takes as long as all the rest. */
export function wholeNumberIn(headers: Headers, name: string): number | null {
  const digits = headers[name]?.at(-1);
  if (digits === undefined || digits.length === 0 || digits.length > 15) return null;
  let whole = 0;
  for (const byte of digits) {
    if (byte < 48 || byte > 57) return null;
    whole = whole * 10 + byte - 48;
  }
  return whole;
}

const decoder = new TextDecoder();

const REASON = z.object({ code: z.enum(REASON_CODES), field: z.string(), expected: z.string(), got: z.string() });
const REASONS: z.ZodType<[Reason, ...Reason[]]> = z.tuple([REASON], REASON);

function reasonsIn(json: string): [Reason, ...Reason[]] | null {
  try {
    return REASONS.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
