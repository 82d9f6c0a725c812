/** How late readings were against their due times, in milliseconds: `p99Ms` is right to 10 %, upwards. */
export interface LatenessSummary {
  maxMs: number;
  p99Ms: number;
}

// Buckets grow by a tenth from 0.1 ms: 1 ms and 1 h are measured with the same relative error in 200 counters.
const FIRST_MS = 0.1;
const GROWTH = 1.1;

/** Gathers lateness in constant memory. */
export class Lateness {
  #buckets: number[] = [];
  #count = 0;
  #maxMs = 0;

  add(lateMs: number): void {
    const bucket = lateMs <= FIRST_MS ? 0 : Math.ceil(Math.log(lateMs / FIRST_MS) / Math.log(GROWTH));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
    this.#maxMs = Math.max(this.#maxMs, lateMs);
  }

  summary(): LatenessSummary {
    let left = Math.ceil(this.#count * 0.99);
    if (left === 0) return { maxMs: 0, p99Ms: 0 };
    const bucket = this.#buckets.findIndex((count) => (left -= count ?? 0) <= 0);
    return { maxMs: this.#maxMs, p99Ms: Math.min(this.#maxMs, FIRST_MS * GROWTH ** bucket) };
  }
}
