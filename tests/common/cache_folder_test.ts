import assert from "node:assert/strict";
import { cacheFolder } from "../../pipeline/common/mod.ts";

for (
  const [when, env, expected] of [
    ["XDG_CACHE_HOME is set", { XDG_CACHE_HOME: "/cache", HOME: "/h" }, "/cache/air-quality-pipeline"],
    ["XDG_CACHE_HOME is empty", { XDG_CACHE_HOME: "", HOME: "/h" }, "/h/.cache/air-quality-pipeline"],
    ["nothing is set", {}, "./.cache/air-quality-pipeline"],
  ] as [string, Record<string, string>, string][]
) {
  Deno.test(`cacheFolder() follows the XDG convention when ${when}`, () => {
    assert.equal(cacheFolder((name) => env[name]), expected);
  });
}
