import assert from "node:assert/strict";
import { together } from "./together.ts";

const quiet = new AbortController().signal;

Deno.test("together() gives what each work gave, in their order", async () => {
  assert.deepEqual(await together(quiet, [() => Promise.resolve(1), () => Promise.resolve("b")]), [1, "b"]);
});

Deno.test("together() tells the others to stop, waits for them and throws the first failure when one fails", async () => {
  let ended = false;
  const other = async (signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await Promise.resolve();
    ended = true;
    throw new Error("second");
  };
  await assert.rejects(together(quiet, [other, () => Promise.reject(new Error("first"))]), /first/);
  assert.ok(ended);
});
