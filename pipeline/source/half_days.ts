import { areMany, type Place } from "./evidence.ts";
import type { TimeParts } from "./timestamp.ts";

const HOUR_MS = 3_600_000;

/** Whether times without AM or PM can be those of 24 hours. */
export class HalfDays {
  /** Some hour is 0 or over 12. */
  #is24 = false;
  #plain = 0;
  #marked = 0;
  #repeated = 0;
  #firstPlain: Place | undefined;
  #firstRepeated: Place | undefined;
  #date: string | undefined;
  #lastMs = NaN;
  readonly #times = new Set<number>();

  add(line: number, date: string, time: string, { kind, ms }: TimeParts): void {
    if (kind === "AM/PM") {
      this.#marked++;
      return;
    }
    this.#plain++;
    if (this.#is24) return;
    this.#is24 = ms < HOUR_MS || ms >= 13 * HOUR_MS;
    this.#firstPlain ??= { line, text: time };
    if (date !== this.#date) this.#times.clear();
    this.#date = date;
    // A line that is there twice says nothing.
    if (ms !== this.#lastMs && this.#times.has(ms)) {
      this.#repeated++;
      this.#firstRepeated ??= { line, text: time };
    }
    this.#times.add(ms);
    this.#lastMs = ms;
  }

  /** A time that can be of the morning or of the afternoon, where many can. */
  get unclear(): Place | undefined {
    if (this.#is24) return undefined;
    if (areMany(Math.min(this.#plain, this.#marked), Math.max(this.#plain, this.#marked))) return this.#firstPlain;
    return areMany(this.#repeated, this.#plain) ? this.#firstRepeated : undefined;
  }
}
