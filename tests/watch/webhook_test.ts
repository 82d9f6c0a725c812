import assert from "node:assert/strict";
import type { Clock } from "../../pipeline/common/mod.ts";
import { openWebhook, type Webhook } from "../../pipeline/watch/alerts/webhook.ts";
import { waitFor } from "../support/wait.ts";

/** Waits as long as it takes to look around: the waits themselves are counted. */
function quickClock(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => 0,
    sleep(ms) {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

type Answer = (request: Request) => Response | Promise<Response>;

async function using(
  answer: Answer,
  work: (
    at: {
      webhook: Webhook;
      bodies: unknown[];
      logged: string[];
      clock: ReturnType<typeof quickClock>;
      reply(next: Answer): void;
    },
  ) => Promise<void>,
): Promise<void> {
  let now = answer;
  const bodies: unknown[] = [], logged: string[] = [], clock = quickClock();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    bodies.push(await request.json());
    return await now(request);
  });
  const webhook = openWebhook({
    url: `http://127.0.0.1:${server.addr.port}/hook?token=secret`,
    clock,
    log: (message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
  });
  try {
    await work({ webhook, bodies, logged, clock, reply: (next) => now = next });
  } finally {
    await webhook.close();
    await server.shutdown();
  }
}

const count = (webhook: Webhook, outcome: string) =>
  webhook.values().find(({ labels }) => labels!.outcome === outcome)?.value;

Deno.test("openWebhook() posts JSON, each body once, in order", () =>
  using(() => new Response(), async ({ webhook, bodies }) => {
    for (const n of [1, 2, 3]) webhook.send({ n });
    await waitFor("all are sent", () => count(webhook, "sent") === 3);
    assert.deepEqual(bodies, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  }));

Deno.test("openWebhook() tries four times, gives that one up, and goes on when the server has recovered", () =>
  using(() => new Response("no", { status: 500 }), async ({ webhook, bodies, logged, clock, reply }) => {
    webhook.send({ n: 1 });
    await waitFor("it is given up", () => count(webhook, "failed") === 1);
    assert.equal(bodies.length, 4);
    assert.deepEqual(clock.waits, [1_000, 2_000, 4_000]);
    reply(() => new Response());
    webhook.send({ n: 2 });
    await waitFor("the next is sent", () => count(webhook, "sent") === 1);
    assert.equal(logged.length, 1);
    assert.match(logged[0]!, /status 500/);
    assert.doesNotMatch(logged[0]!, /secret/);
  }));

Deno.test("openWebhook() succeeds at a later attempt", () => {
  let calls = 0;
  return using(() => new Response(null, { status: ++calls < 3 ? 503 : 200 }), async ({ webhook }) => {
    webhook.send({});
    await waitFor("it is sent", () => count(webhook, "sent") === 1);
    assert.equal(calls, 3);
  });
});

Deno.test("openWebhook() follows no redirection", () =>
  using(() => Response.redirect("http://127.0.0.1:1/"), async ({ webhook }) => {
    webhook.send({});
    await waitFor("it is given up", () => count(webhook, "failed") === 1);
  }));

Deno.test("openWebhook() takes more at once while the server hangs, drops the oldest over 50, and ends at once", () => {
  const { promise: hanging, resolve: letGo } = Promise.withResolvers<Response>();
  return using(() => hanging, async ({ webhook, bodies }) => {
    webhook.send({ n: 0 });
    await waitFor("the server has it", () => bodies.length === 1);
    for (let n = 1; n <= 60; n++) webhook.send({ n });
    assert.equal(count(webhook, "dropped"), 10);
    await webhook.close();
    letGo(new Response());
    assert.equal(bodies.length, 1);
  });
});
