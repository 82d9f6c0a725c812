/**
 * Time as an effect: `pipeline/` never reads the wall clock but through this.
 * `now()` is milliseconds on a clock that only goes forward; `sleep()` resolves early, without an error, when `signal` aborts.
 */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The real clock.
 *
 * @example
 * ```ts
 * import { systemClock } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const start = systemClock.now();
 * await systemClock.sleep(1);
 * assert.ok(systemClock.now() >= start);
 * ```
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener("abort", wake, { once: true });
    }),
};
