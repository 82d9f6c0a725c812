import { isLoopbackHost } from "../common/mod.ts";

/** Host and port of "host:port" or "[::1]:port". */
export function splitAddress(address: string): { host: string; port: number } {
  const { hostname, port } = new URL(`kafka://${address}`);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 9092) };
}

/**
 * True for an address that only this machine can reach.
 *
 * @example
 * ```ts
 * import { isLoopback } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(["127.0.0.1:9092", "kafka:29092"].map(isLoopback), [true, false]);
 * ```
 */
export function isLoopback(address: string): boolean {
  return isLoopbackHost(splitAddress(address).host);
}

/** A loopback port that nothing listened on just now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
