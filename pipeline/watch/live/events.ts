import type { Clock } from "../../common/mod.ts";

/** Time after which the browser connects again where the stream was lost. */
const RETRY_MS = 1_000;

/**
 * A stream of server-sent events: the state, again and again, of which each is the heartbeat too. A reader that is slow misses some;
 * nothing piles up for it.
 */
export function eventStream(
  { everyMs, clock, signal, state }: { everyMs: number; clock: Clock; signal: AbortSignal; state(): unknown },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const over = AbortSignal.any([signal, gone.signal]);
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      while (!over.aborted) {
        if ((controller.desiredSize ?? 0) > -2) {
          controller.enqueue(encoder.encode(`event: state\ndata: ${JSON.stringify(state())}\n\n`));
        }
        await clock.sleep(everyMs, over);
      }
      if (!gone.signal.aborted) controller.close();
    },
    cancel: () => gone.abort(),
  });
}
