import assert from "node:assert/strict";
import { foreignText } from "../../../tasks/gate/foreign.ts";

// Put together here, for this file is looked through as well.
const home = ["", "home", "someone"].join("/");
const registry = ["registry", "npmjs", "org"].join(".");

const BAD: [string, string, string, string][] = [
  ["a home folder", "a.md", `see ${home}/x.ts`, `a.md:1: ${home}/x.ts`],
  ["a file URL of a home folder", "a.ts", `\n"file://${home}/x"`, `a.ts:2: file://${home}/x`],
  [
    "a Windows profile",
    "a.md",
    ["C:", "Users", "me", "x"].join("\\"),
    `a.md:1: ${["C:", "Users", "me", "x"].join("\\")}`,
  ],
  ["a registry's host", "a.json", `"https://${registry}/x"`, `a.json:1: ${registry}`],
  [
    "any address in the lock file",
    "deno.lock",
    `"tarball": "https://mirror.test/x.tgz"`,
    "deno.lock:1: https://mirror.test/x.tgz",
  ],
];

for (const [what, path, text, expected] of BAD) {
  Deno.test(`foreignText() names the line when a file holds ${what}`, () => {
    assert.deepEqual(foreignText(path, text), [expected]);
  });
}

const GOOD: [string, string][] = [
  ["a relative path", "cd notebooks/opt/x && ls ../root/y"],
  ["a path in a container", "/var/lib/kafka/data"],
  ["a part of a web address", ["https://example.org", "home", "page"].join("/")],
  ["another host of the same people", "https://maven.apache.org/POM/4.0.0"],
];

for (const [what, text] of GOOD) {
  Deno.test(`foreignText() gives none when a file holds ${what}`, () =>
    assert.deepEqual(foreignText("a.md", text), []));
}
