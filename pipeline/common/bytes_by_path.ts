/**
 * The bytes that `write` writes to a path, by a temporary file: for libraries that are much slower at giving them in memory.
 *
 * @example
 * ```ts
 * import { bytesByPath } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(bytesByPath((path) => Deno.writeTextFileSync(path, "a")), new Uint8Array([97]));
 * ```
 */
export function bytesByPath(write: (path: string) => void): Uint8Array<ArrayBuffer> {
  const path = Deno.makeTempFileSync();
  try {
    write(path);
    return Deno.readFileSync(path);
  } finally {
    Deno.removeSync(path);
  }
}
