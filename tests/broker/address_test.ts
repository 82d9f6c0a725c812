import assert from "node:assert/strict";
import { isLoopback, splitAddress } from "../../pipeline/broker/address.ts";

for (
  const [address, host, port, loopback] of [
    ["127.0.0.1:9092", "127.0.0.1", 9092, true],
    ["127.8.9.10:1", "127.8.9.10", 1, true],
    ["localhost:19092", "localhost", 19092, true],
    ["[::1]:9092", "::1", 9092, true],
    ["kafka:29092", "kafka", 29092, false],
    ["10.0.0.1:9092", "10.0.0.1", 9092, false],
    ["127.example.org:9092", "127.example.org", 9092, false],
  ] as const
) {
  Deno.test(`splitAddress() and isLoopback() read ${address}`, () => {
    assert.deepEqual(splitAddress(address), { host, port });
    assert.equal(isLoopback(address), loopback);
  });
}
