import { type Clock, systemClock } from "./clock.ts";

/** Asks `condition` until it is true (the result is true) or `timeoutMs` have passed (false). Throws the signal's reason where it aborts. */
export async function waitUntil(
  condition: () => Promise<boolean>,
  { timeoutMs, pollMs = 50, signal, clock = systemClock }: {
    timeoutMs: number;
    pollMs?: number;
    signal?: AbortSignal | undefined;
    clock?: Clock;
  },
): Promise<boolean> {
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await condition()) return true;
    if (clock.now() >= deadline) return false;
    await clock.sleep(pollMs, signal);
  }
}
