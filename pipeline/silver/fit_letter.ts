import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { OutgoingMessage, TopicLimits } from "../broker/mod.ts";
import {
  DEAD_LETTER_ENDS_BYTES,
  DEAD_LETTER_HEADERS,
  DEAD_LETTER_KEY_BYTES,
  isDeadLetterHeader,
  isRedriveHeader,
} from "../reading/mod.ts";

/** The header of a batch, and what a codec adds to bytes that it cannot make smaller. */
const BATCH_BYTES = 200;
/** Between clocks, and from here until the broker looks. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * A dead letter that its topic takes. A rejected message is always stored: one that the topic would refuse goes with the time of sending,
 * with the ends of its value, without the headers that it came with and at last without its key, as far as that is needed, and headers say
 * what it had. The value in full is in the lake's rejected rows.
 *
 * @param nowMs the time of sending, in milliseconds since 1970
 */
export function fitLetter(letter: OutgoingMessage, limits: TopicLimits, nowMs: number): OutgoingMessage {
  const timely = withTimestamp(letter, limits, nowMs);
  const steps = [withEnds, withoutHeaders, withoutKey];
  return steps.reduce((fitted, step) => isWithin(fitted, limits) ? fitted : step(fitted), timely);
}

function withTimestamp(letter: OutgoingMessage, { beforeMs, afterMs }: TopicLimits, nowMs: number): OutgoingMessage {
  const { timestampMs = nowMs } = letter;
  const isTaken = timestampMs <= nowMs + afterMs - margin(afterMs) &&
    timestampMs >= nowMs - beforeMs + margin(beforeMs);
  if (isTaken) return letter;
  return { ...letter, timestampMs: nowMs, headers: { ...letter.headers, [NAMES.timestamp]: String(timestampMs) } };
}

const margin = (limitMs: number) => Math.min(CLOCK_MARGIN_MS, limitMs);

function withEnds(letter: OutgoingMessage): OutgoingMessage {
  if (letter.value === null || letter.value.length <= 2 * DEAD_LETTER_ENDS_BYTES) return letter;
  const value = Buffer.from(letter.value as Uint8Array);
  return {
    ...letter,
    value: Buffer.concat([value.subarray(0, DEAD_LETTER_ENDS_BYTES), value.subarray(-DEAD_LETTER_ENDS_BYTES)]),
    headers: {
      ...letter.headers,
      [NAMES.valueBytes]: String(value.length),
      [NAMES.valueSha256]: createHash("sha256").update(value).digest("hex"),
    },
  };
}

function withoutHeaders(letter: OutgoingMessage): OutgoingMessage {
  const all = Object.entries(letter.headers ?? {});
  const own = all.filter(([name]) => isDeadLetterHeader(name) || isRedriveHeader(name));
  if (own.length === all.length) return letter;
  return {
    ...letter,
    headers: { ...Object.fromEntries(own), [NAMES.droppedHeaders]: String(all.length - own.length) },
  };
}

function withoutKey(letter: OutgoingMessage): OutgoingMessage {
  if (letter.key === null || letter.key.length <= DEAD_LETTER_KEY_BYTES) return letter;
  return { ...letter, key: null, headers: { ...letter.headers, [NAMES.keyBytes]: String(letter.key.length) } };
}

const NAMES = DEAD_LETTER_HEADERS;

/** Text counts for the most that it can be as UTF-8. */
const sizeOf = (part: Uint8Array | string | null) =>
  part === null ? 0 : typeof part === "string" ? 3 * part.length : part.length;

function isWithin({ key, value, headers = {} }: OutgoingMessage, { maxBytes }: TopicLimits): boolean {
  let size = BATCH_BYTES + sizeOf(key) + sizeOf(value);
  for (const [name, value] of Object.entries(headers)) {
    for (const each of Array.isArray(value) ? value : [value]) size += sizeOf(name) + sizeOf(each) + 10;
  }
  return size <= maxBytes;
}
