import { type Kafka, readTopic } from "../broker/mod.ts";
import { dateOf, REASON_CODES, type ReasonCode } from "../reading/mod.ts";
import { type DeadLetter, type LetterFilter, matches, parseLetter, subjectOf } from "./letter.ts";

/** Counts of letters. */
export interface LetterSummary {
  letters: number;
  /** Messages of the topic that are no dead letters of this pipeline. */
  foreign: number;
  /** In the order of `REASON_CODES`, those that occur: letters that have the rule first, and that have it at all. */
  rules: { code: ReasonCode; primary: number; any: number }[];
  /** Letters with a reason about the field; of the whole message where it is empty. Most frequent first. */
  fields: { field: string; letters: number }[];
  /** By the UTC date of the reading's own timestamp, in order. */
  days: { date: string; letters: number }[];
  /** Dead letters without such a timestamp. */
  undated: number;
  /** For each two of `rules`, in their order, the letters that have both; a rule with itself: that have it at all. */
  together: number[][];
}

/**
 * Counts letters one by one; memory grows with the number of days only.
 *
 * @example
 * ```ts
 * import { LetterCount } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const count = new LetterCount();
 * assert.deepEqual(count.summary().rules, []);
 * ```
 */
export class LetterCount {
  foreign = 0;
  #letters = 0;
  #undated = 0;
  readonly #primary = new Map<ReasonCode, number>();
  readonly #pairs = new Map<string, number>();
  readonly #fields = new Map<string, number>();
  readonly #days = new Map<string, number>();

  add(letter: DeadLetter): void {
    this.#letters++;
    raise(this.#primary, letter.reasons[0].code);
    const codes = new Set(letter.reasons.map(({ code }) => code));
    for (const a of codes) for (const b of codes) raise(this.#pairs, `${a} ${b}`);
    for (const field of new Set(letter.reasons.map((reason) => reason.field))) raise(this.#fields, field);
    const { ts } = subjectOf(letter);
    if (ts === null) this.#undated++;
    else raise(this.#days, dateOf(ts));
  }

  summary(): LetterSummary {
    const pair = (a: ReasonCode, b: ReasonCode) => this.#pairs.get(`${a} ${b}`) ?? 0;
    const codes = REASON_CODES.filter((code) => pair(code, code) > 0);
    return {
      letters: this.#letters,
      foreign: this.foreign,
      rules: codes.map((code) => ({ code, primary: this.#primary.get(code) ?? 0, any: pair(code, code) })),
      fields: [...this.#fields].map(([field, letters]) => ({ field, letters }))
        .sort((a, b) => b.letters - a.letters || (a.field < b.field ? -1 : 1)),
      days: [...this.#days].map(([date, letters]) => ({ date, letters })).sort((a, b) => a.date < b.date ? -1 : 1),
      undated: this.#undated,
      together: codes.map((a) => codes.map((b) => pair(a, b))),
    };
  }
}

/**
 * Counts the dead letters of a topic that match. It commits nothing and leaves no group behind.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 *
 * @example
 * ```ts
 * import { summarizeLetters } from "./mod.ts";
 * import type { Kafka } from "../broker/mod.ts";
 * export const lettersOf = async (kafka: Kafka, topic: string) => (await summarizeLetters(kafka, topic, {})).letters;
 * ```
 */
export async function summarizeLetters(
  kafka: Kafka,
  topic: string,
  filter: LetterFilter,
  signal?: AbortSignal,
): Promise<LetterSummary> {
  const count = new LetterCount();
  await readTopic(kafka, topic, (messages) => {
    for (const message of messages) {
      const letter = parseLetter(message);
      if (letter === null) count.foreign++;
      else if (matches(letter, filter)) count.add(letter);
    }
  }, signal === undefined ? {} : { signal });
  return count.summary();
}

function raise<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
