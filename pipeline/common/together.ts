/**
 * Does work on items, at most `atOnce` of them at a time. After a failure no other item is begun, and it is thrown once what is under way has
 * ended: nothing is done behind the back of a caller that continues.
 *
 * @example
 * ```ts
 * import { together } from "./mod.ts";
 * import assert from "node:assert/strict";
 * let sum = 0;
 * await together([1, 2, 3], 2, (each) => Promise.resolve(void (sum += each)));
 * assert.equal(sum, 6);
 * ```
 */
export async function together<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items].values();
  let hasFailed = false;
  const some = async () => {
    for (const item of waiting) {
      if (hasFailed) return;
      try {
        await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, some));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}
