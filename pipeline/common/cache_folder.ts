/**
 * The folder for what is fetched once, such as jars and copies of parts: that of the user's caches, by the XDG convention.
 *
 * @param env looks up an environment variable
 * @example
 * ```ts
 * import { cacheFolder } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(cacheFolder((name) => ({ HOME: "/h" })[name]), "/h/.cache/air-quality-pipeline");
 * ```
 */
export function cacheFolder(env: (name: string) => string | undefined): string {
  return `${env("XDG_CACHE_HOME") || `${env("HOME") ?? "."}/.cache`}/air-quality-pipeline`;
}
