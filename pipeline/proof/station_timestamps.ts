import { formatTimestamp } from "../reading/mod.ts";
import type { Differences } from "./differences.ts";

/** The timestamps of each station's readings, eight bytes each: whether silver has a reading more than once. */
export class StationTimestamps {
  readonly #stations = new Map<string, Timestamps>();

  add(station: string, ts: number): void {
    let timestamps = this.#stations.get(station);
    if (timestamps === undefined) this.#stations.set(station, timestamps = new Timestamps());
    timestamps.add(ts);
  }

  doubled(): Differences {
    const doubled = [...this.#stations].flatMap(([station, timestamps]) =>
      timestamps.doubled().map((ts) => `${station} ${formatTimestamp(ts)}`)
    );
    const more = doubled.length > SHOWN ? ", …" : "";
    return { count: doubled.length, detail: doubled.slice(0, SHOWN).join(", ") + more };
  }
}

const SHOWN = 5;

/** Milliseconds since 1970. */
class Timestamps {
  #held = new Float64Array(1_024);
  #count = 0;

  add(ts: number): void {
    if (this.#count === this.#held.length) {
      const held = new Float64Array(2 * this.#count);
      held.set(this.#held);
      this.#held = held;
    }
    this.#held[this.#count++] = ts;
  }

  /** Each timestamp once for every time that it comes again, in order. */
  doubled(): number[] {
    const sorted = this.#held.subarray(0, this.#count).toSorted();
    return [...sorted].filter((ts, index) => index > 0 && ts === sorted[index - 1]);
  }
}
