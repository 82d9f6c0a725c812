import assert from "node:assert/strict";
import { MessageQuota } from "../../pipeline/sink/quota.ts";

Deno.test("MessageQuota takes no more than its messages from all partitions together", () => {
  const quota = new MessageQuota(10);
  assert.deepEqual([quota.take(0, 6), quota.isReached], [6, false]);
  assert.deepEqual([quota.take(1, 6), quota.isReached], [4, true]);
  assert.deepEqual([quota.take(0, 0), quota.take(0, 1)], [0, 0]);
});

Deno.test("MessageQuota takes nothing behind messages that were left out, though there be room again", () => {
  const quota = new MessageQuota(10);
  quota.take(0, 8);
  assert.equal(quota.take(1, 5), 2);
  quota.giveBack(8);
  assert.deepEqual([quota.take(1, 5), quota.take(1, 0)], [null, null]);
  assert.equal(quota.take(0, 5), 5);
  quota.resume(1);
  assert.equal(quota.take(1, 5), 3);
});

Deno.test("MessageQuota without a limit takes all", () => {
  const quota = new MessageQuota(Infinity);
  assert.deepEqual([quota.take(0, 1e9), quota.take(0, 5), quota.isReached], [1e9, 5, false]);
});
