import { waitUntil } from "./wait.ts";

/**
 * Runs `work` while holding an operating-system lock on the file at `path`, so that two processes take turns.
 * The system drops the lock of a process that dies: there is no stale lock. `onWait` is called once where someone else holds it.
 */
export async function withLock<T>(
  path: string,
  { onWait, signal }: { onWait: () => void; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  using file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true)) {
    onWait();
    await waitUntil(() => file.tryLock(true), { timeoutMs: Infinity, pollMs: 100, signal });
  }
  return await work();
}
