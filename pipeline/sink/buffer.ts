import type { IncomingMessage } from "../broker/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import { CleanRows, type Rejection } from "../validate/mod.ts";
import type { Refused } from "./dead_letter.ts";

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
  #bytes = 0;

  /** @param forwards whether clean messages are made too */
  constructor(forwards: boolean) {
    this.accepted = new CleanRows(forwards);
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

  clear(): void {
    this.accepted.clear();
    this.rejected.length = this.#bytes = 0;
    this.timestampsMs = [];
  }
}
