import type { Clock } from "../../common/mod.ts";
import type { MetricValue } from "../metrics/exposition.ts";

/** What the webhook is given to work with. */
export interface WebhookOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Told of what was given up; never of more than the host of the address, which may hold a secret. */
  log(message: string, fields: Record<string, unknown>): void;
}

/** Posts alerts. */
export interface Webhook {
  /** Puts a body in line and returns at once. */
  send(body: unknown): void;
  values(): MetricValue[];
  /** Gives up what is in line. */
  close(): Promise<void>;
}

const MAX_WAITING = 50;
const ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;
const FIRST_WAIT_MS = 1_000;

/**
 * Posts each body as JSON, one after the other: four attempts, 5 s each, with 1, 2 and 4 s between them. At most 50 wait; the oldest is
 * dropped for one more. A server that hangs or fails so costs memory for 50 bodies and nothing else.
 *
 * @example
 * ```ts
 * import { openWebhook } from "../mod.ts";
 * import { systemClock } from "../../common/mod.ts";
 * import assert from "node:assert/strict";
 * const got = Promise.withResolvers<unknown>();
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
 *   got.resolve(await request.json());
 *   return new Response();
 * });
 * const webhook = openWebhook({ url: `http://127.0.0.1:${server.addr.port}/`, clock: systemClock, log: () => {} });
 * webhook.send({ alert: "lag" });
 * assert.deepEqual(await got.promise, { alert: "lag" });
 * await webhook.close();
 * await server.shutdown();
 * ```
 */
export function openWebhook({ url, clock, log }: WebhookOptions): Webhook {
  const counts = { sent: 0, failed: 0, dropped: 0 };
  const waiting: string[] = [];
  const closing = new AbortController();
  const where = { host: new URL(url).host };
  let working: Promise<void> | undefined;

  const post = async (body: string): Promise<string | null> => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        redirect: "error",
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? null : `status ${response.status}`;
    } catch (error) {
      return (error as Error).name === "TimeoutError" ? `no answer within ${TIMEOUT_MS / 1000} s` : "not reached";
    }
  };
  const work = async () => {
    for (let body = waiting.shift(); body !== undefined && !closing.signal.aborted; body = waiting.shift()) {
      let fault: string | null = null;
      for (let attempt = 0; attempt < ATTEMPTS && !closing.signal.aborted; attempt++) {
        if (attempt > 0) await clock.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1), closing.signal);
        fault = await post(body);
        if (fault === null) break;
      }
      if (fault === null) counts.sent++;
      else {
        counts.failed++;
        log("the webhook did not take an alert", { ...where, fault });
      }
    }
    working = undefined;
  };
  return {
    send(body) {
      if (closing.signal.aborted) return;
      if (waiting.length >= MAX_WAITING) {
        waiting.shift();
        counts.dropped++;
      }
      waiting.push(JSON.stringify(body));
      working ??= work();
    },
    values: () =>
      Object.entries(counts).map(([outcome, value]) => ({
        name: "airquality_webhook_posts_total",
        labels: { outcome },
        value,
      })),
    async close() {
      closing.abort();
      await working;
    },
  };
}
