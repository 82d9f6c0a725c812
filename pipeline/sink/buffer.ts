import type { IncomingMessage, OutgoingMessage, TransactionBody } from "../broker/mod.ts";
import { CleanRows, FIELDS } from "../reading/mod.ts";
import type { Rejection } from "../validate/mod.ts";
import { deadLetter, type Refused } from "./dead_letter.ts";

/** Where accepted and rejected messages are forwarded to. */
export interface ForwardTopics {
  readonly clean: { readonly topic: string; readonly partitions: number };
  readonly deadLetters: { readonly topic: string; readonly partitions: number };
}

/** When a buffer is written and committed: at the first limit that it reaches. */
export interface RotationLimits {
  readonly rows: number;
  /** Of message values, before compression. */
  readonly bytes: number;
  readonly ageMs: number;
}

/** What a partition's sink has judged since its last rotation. */
export class RotationBuffer {
  readonly accepted: CleanRows;
  readonly rejected: Refused[] = [];
  /** Of the raw messages, milliseconds since 1970. */
  timestampsMs: number[] = [];
  readonly #forward: ForwardTopics | null;
  #bytes = 0;

  constructor(forward: ForwardTopics | null) {
    this.#forward = forward;
    this.accepted = new CleanRows(forward !== null);
  }

  get rows(): number {
    return this.accepted.length + this.rejected.length;
  }

  /** @param rejection null where the message is the last row of `accepted` */
  add(message: IncomingMessage, rejection: Rejection | null): void {
    if (rejection !== null) this.rejected.push({ message, rejection });
    this.timestampsMs.push(message.timestampMs);
    const { valueFrom = 0, valueTo = message.value?.length ?? 0 } = message;
    if (valueFrom >= 0) this.#bytes += valueTo - valueFrom;
  }

  isFull({ rows, bytes }: RotationLimits): boolean {
    return this.rows >= rows || this.#bytes >= bytes;
  }

  /** Share of the accepted readings' values that were missing; null where there is no reading. */
  missingRatio(): number | null {
    const { length, missing } = this.accepted;
    if (length === 0) return null;
    return missing.subarray(0, length).reduce((sum, each) => sum + each, 0) / (length * FIELDS.length);
  }

  /** What is forwarded, made as it is sent. */
  outgoing(rawTopic: string, ruleSet: string): TransactionBody["messages"] {
    const { accepted, rejected } = this, forward = this.#forward;
    if (forward === null) return [];
    const clean = function* (): Generator<OutgoingMessage> {
      for (let row = 0; row < accepted.length; row++) {
        yield { key: accepted.stationIds[row]!, value: accepted.encoded(row) };
      }
    };
    const dead = function* (): Generator<OutgoingMessage> {
      for (const refused of rejected) yield deadLetter(refused, rawTopic, forward.deadLetters.partitions, ruleSet);
    };
    return [{ ...forward.clean, messages: clean() }, { ...forward.deadLetters, messages: dead() }];
  }

  clear(): void {
    this.accepted.clear();
    this.rejected.length = this.#bytes = 0;
    this.timestampsMs = [];
  }
}
