import assert from "node:assert/strict";
import { together } from "../../pipeline/common/mod.ts";

Deno.test("together() does the work on every item, as many at a time as it may", async () => {
  const done: number[] = [];
  let running = 0, most = 0;
  await together(Array.from({ length: 10 }, (_, item) => item), 3, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(item);
  });
  assert.deepEqual([done.length, new Set(done).size, most], [10, 10, 3]);
});

Deno.test("together() begins no other item after a failure, and throws it when what is under way has ended", async () => {
  const begun: number[] = [], { promise: slow, resolve } = Promise.withResolvers<void>();
  let hasEnded = false;
  const all = together([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    if (item === 0) throw new Error("disk full");
    await slow;
    hasEnded = true;
  });
  setTimeout(resolve);
  await assert.rejects(all, /disk full/);
  assert.deepEqual([begun, hasEnded], [[0, 1], true]);
});
