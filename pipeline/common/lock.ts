import { type Clock, systemClock } from "./clock.ts";

const POLL_MS = 20;

/** How to wait for a lock that someone else holds. */
export interface LockOptions {
  /** Called once, before the wait. */
  onWait?: () => void;
  /** Ends the wait with an error; without it the wait has no end. */
  giveUp?: { afterMs: number; error(): Error };
  signal?: AbortSignal | undefined;
  clock?: Clock;
}

/**
 * Runs `work` while holding an operating-system lock on the file at `path`, so that two processes, or two calls in one, take turns.
 * The system drops the lock of a process that dies: there is no stale lock. The file stays: one that was removed while someone waits
 * for it would be two locks. The lock is not re-entrant.
 *
 * @throws the error of `giveUp`, or the reason of `signal`
 *
 * @example
 * ```ts
 * import { withLock } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * const giveUp = { afterMs: 0, error: () => new Error("someone is at work") };
 * await withLock(path, {}, async () => {
 *   await assert.rejects(withLock(path, { giveUp }, () => Promise.resolve()), /someone is at work/);
 * });
 * assert.equal(await withLock(path, { giveUp }, () => Promise.resolve(1)), 1);
 * await Deno.remove(path);
 * ```
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { onWait, giveUp, signal, clock = systemClock } = options;
  using file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true)) {
    onWait?.();
    const deadline = clock.now() + (giveUp?.afterMs ?? Infinity);
    do {
      signal?.throwIfAborted();
      if (clock.now() >= deadline) throw giveUp!.error();
      await clock.sleep(POLL_MS, signal);
    } while (!await file.tryLock(true));
  }
  return await work();
}
