import assert from "node:assert/strict";
import { chunks } from "../../pipeline/records/chunk.ts";
import { sizeBytes } from "../../pipeline/records/message.ts";

const message = (partition: number, length: number) => ({ key: null, value: "x".repeat(length), partition });
const choose = ({ partition }: { partition?: number }) => partition!;
const textOf = (chunk: ReadonlyMap<number, readonly { value: unknown }[]>) =>
  Object.fromEntries(
    [...chunk].map(([partition, own]) => [partition, own.map(({ value }) => (value as string).length)]),
  );

Deno.test("chunks() fills each partition up to the limit before it begins anew", () => {
  const limit = 2 * sizeBytes(message(0, 10));
  const all = [message(0, 10), message(1, 10), message(0, 10), message(0, 10), message(1, 5), message(0, 10)];
  assert.deepEqual([...chunks(all, choose, limit)].map(textOf), [{ 0: [10, 10], 1: [10] }, { 0: [10, 10], 1: [5] }]);
});

Deno.test("chunks() gives a message over the limit, first or not, without any other of its partition", () => {
  const all = [message(0, 100), message(0, 1), message(0, 100), message(1, 100)];
  assert.deepEqual([...chunks(all, choose, 50)].map(textOf), [{ 0: [100] }, { 0: [1] }, { 0: [100], 1: [100] }]);
});

Deno.test("chunks() of nothing is nothing", () => assert.deepEqual([...chunks([], choose)], []));
