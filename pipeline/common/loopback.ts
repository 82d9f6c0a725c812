/**
 * Whether only this machine can reach a host, by its name or IP address, with or without brackets.
 *
 * @example
 * ```ts
 * import { isLoopbackHost } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(["127.0.0.1", "[::1]", "localhost", "kafka"].map(isLoopbackHost), [true, true, true, false]);
 * ```
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "");
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}
