import assert from "node:assert/strict";
import { waitUntil } from "../../pipeline/common/wait.ts";
import type { Clock } from "../../pipeline/common/mod.ts";

/** A clock that moves only by sleeping. */
function fakeClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

function trueAt(call: number) {
  let calls = 0;
  return { condition: () => Promise.resolve(++calls >= call), calls: () => calls };
}

for (
  const [when, call, expected, calls] of [
    ["the condition holds at once", 1, true, 1],
    ["it holds later", 3, true, 3],
    ["it first holds at the deadline", 5, true, 5],
    ["it holds too late", 6, false, 5],
  ] as const
) {
  Deno.test(`waitUntil() gives ${expected} after ${calls} calls when ${when}`, async () => {
    const probe = trueAt(call);
    assert.equal(
      await waitUntil(probe.condition, { timeoutMs: 200, pollMs: 50, clock: fakeClock() }),
      expected,
    );
    assert.equal(probe.calls(), calls);
  });
}

Deno.test("waitUntil() throws the signal's reason when it aborts", async () => {
  const abort = new AbortController();
  const condition = () => {
    abort.abort(new Error("enough"));
    return Promise.resolve(false);
  };
  await assert.rejects(waitUntil(condition, { timeoutMs: 200, signal: abort.signal, clock: fakeClock() }), /enough/);
});
