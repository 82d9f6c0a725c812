import type { IncomingMessage, OutgoingMessage } from "../broker/mod.ts";
import type { OffsetLedger } from "../records/mod.ts";
import {
  DEAD_LETTER_HEADERS,
  isDeadLetterHeader,
  isRedriveHeader,
  type ReasonCode,
  REDRIVE_HOPS_HEADER,
  REDRIVE_ORIGIN_HEADER,
  type RuleSet,
} from "../reading/mod.ts";
import { judge, SeenReadings, type Verdict } from "../validate/mod.ts";
import { type DeadLetter, type LetterFilter, matches, parseLetter } from "./letter.ts";

/** A message that has gone back so often and was rejected again stays where it is. */
export const MAX_HOPS = 3;

/** What becomes of dead letters under some rules. `letters` = `redriven` + `parked` + `candidates` + those that stay rejected. */
export interface TriageCount {
  /** Dead letters that are meant. */
  letters: number;
  /** Messages of the topic that are no dead letters of this pipeline and this raw topic. */
  foreign: number;
  /** Went back already. */
  redriven: number;
  /** Went back as often as a message may, in vain. */
  parked: number;
  /** Would be accepted now. */
  candidates: number;
  /** The letters that neither went back nor are parked, by the primary reason before and the outcome now. */
  matrix: Partial<Record<ReasonCode, Partial<Record<ReasonCode | "accepted", number>>>>;
}

/** By what letters are sorted out. */
export interface TriageOptions {
  readonly rawTopic: string;
  readonly deadLetterTopic: string;
  readonly rules: RuleSet;
  readonly filter: LetterFilter;
  /** Letters that went back, by their place in the dead-letter topic. */
  readonly redriven: OffsetLedger;
}

/** Sorts dead letters out, one after the other: judges each again, and makes the messages that may go back. */
export class Triage {
  readonly count: TriageCount = { letters: 0, foreign: 0, redriven: 0, parked: 0, candidates: 0, matrix: {} };
  readonly #options: TriageOptions;
  /** Readings of dead letters that went back and of those that may: of several of a station and timestamp, only the first would be accepted. */
  readonly #gone = new SeenReadings();
  readonly #chosen = new SeenReadings();

  constructor(options: TriageOptions) {
    this.#options = options;
  }

  /** The message that goes back for a letter; null where the letter stays. */
  take(message: IncomingMessage): OutgoingMessage | null {
    const { count } = this;
    const { rawTopic, deadLetterTopic, redriven, filter } = this.#options;
    const letter = parseLetter(message);
    if (letter === null || letter.source.topic !== rawTopic) {
      count.foreign++;
      return null;
    }
    const isMeant = matches(letter, filter);
    if (isMeant) count.letters++;
    if (redriven.has(message.partition, message.offset)) {
      if (isMeant) count.redriven++;
      this.#judge(letter, this.#gone);
      return null;
    }
    if (!isMeant) return null;
    if (letter.hops >= MAX_HOPS) {
      count.parked++;
      return null;
    }
    if (message.headers[DEAD_LETTER_HEADERS.valueSha256] !== undefined) {
      // Only its ends are here.
      const row = count.matrix[letter.reasons[0].code] ??= {};
      row.too_large = (row.too_large ?? 0) + 1;
      return null;
    }
    const verdict = this.#judge(letter, this.#chosen);
    const row = count.matrix[letter.reasons[0].code] ??= {};
    const outcome = verdict.accepted ? "accepted" : verdict.rejection.reasons[0].code;
    row[outcome] = (row[outcome] ?? 0) + 1;
    if (!verdict.accepted) return null;
    count.candidates++;
    return returning(letter, deadLetterTopic);
  }

  /** @param readings gets the reading if it is accepted */
  #judge({ message, reasons, hops }: DeadLetter, readings: SeenReadings): Verdict {
    const wasDuplicate = reasons.some(({ code }) => code === "duplicate");
    // A letter that came back meets itself among those that went.
    const isGone = (stationId: string, ts: number) => hops === 0 && this.#gone.has(stationId, ts);
    const seenBefore = (stationId: string, ts: number) =>
      wasDuplicate || isGone(stationId, ts) || this.#chosen.has(stationId, ts);
    const verdict = judge(message, seenBefore, this.#options.rules);
    if (verdict.accepted) readings.add(verdict.reading.station_id, verdict.reading.ts);
    return verdict;
  }
}

/** The message of a letter as it was before it was rejected, and where it comes from. One without a key goes to the partition that it came from. */
function returning({ message, source, hops }: DeadLetter, deadLetterTopic: string): OutgoingMessage {
  const headers: Record<string, Uint8Array | string | readonly Uint8Array[]> = {};
  for (const name in message.headers) {
    if (!isDeadLetterHeader(name) && !isRedriveHeader(name)) headers[name] = message.headers[name]!;
  }
  headers[REDRIVE_HOPS_HEADER] = String(hops + 1);
  headers[REDRIVE_ORIGIN_HEADER] = `${deadLetterTopic}:${message.partition}:${message.offset}`;
  const { key, value } = message;
  const timestampMs = timestampIn(message.headers) ?? message.timestampMs;
  return { key, value, timestampMs, headers, ...(key === null ? { partition: source.partition } : {}) };
}

/** The timestamp that a message had before its dead letter got another one; null where it is the same. */
function timestampIn(headers: IncomingMessage["headers"]): number | null {
  const header = headers[DEAD_LETTER_HEADERS.timestamp]?.at(-1);
  const timestampMs = header === undefined ? NaN : Number(new TextDecoder().decode(header));
  return Number.isSafeInteger(timestampMs) ? timestampMs : null;
}
