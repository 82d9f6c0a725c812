import assert from "node:assert/strict";
import { withLock } from "../../pipeline/common/mod.ts";

async function usingFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(`${folder}/lock`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("withLock() lets the second wait until the first is done", () =>
  usingFolder(async (path) => {
    const order: string[] = [];
    const secondWaits = Promise.withResolvers<void>();
    const first = withLock(path, { onWait: () => order.push("first waits") }, async () => {
      order.push("first in");
      second = withLock(path, { onWait: secondWaits.resolve }, () => Promise.resolve(void order.push("second in")));
      await secondWaits.promise;
      order.push("first out");
    });
    let second: Promise<unknown> = Promise.resolve();
    await first;
    await second;
    assert.deepEqual(order, ["first in", "first out", "second in"]);
  }));

Deno.test("withLock() is free again when the work threw", () =>
  usingFolder(async (path) => {
    const onWait = () => assert.fail("waits");
    await assert.rejects(withLock(path, { onWait }, () => Promise.reject(new Error("no"))), /no/);
    assert.equal(await withLock(path, { onWait }, () => Promise.resolve("in")), "in");
  }));

Deno.test("withLock() gives up waiting when the signal aborts", () =>
  usingFolder(async (path) => {
    const abort = new AbortController();
    await withLock(path, { onWait: () => {} }, async () => {
      const onWait = () => abort.abort(new Error("interrupted"));
      await assert.rejects(
        withLock(path, { onWait, signal: abort.signal }, () => assert.fail("in")),
        /interrupted/,
      );
    });
  }));
