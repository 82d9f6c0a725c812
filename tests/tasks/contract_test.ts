import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { usingFolder } from "../support/lake.ts";
import { runTask } from "../support/task.ts";

const RAW = fileURLToPath(new URL("../../docs/contract/raw-reading.schema.json", import.meta.url));
const LINE = fileURLToPath(new URL("../../docs/contract/raw-line.schema.json", import.meta.url));

const CASES: [string, string[], number, RegExp][] = [
  ["nothing is stale", ["generate", "--check"], 0, /up to date/],
  ["nothing changed", ["diff", RAW, RAW], 0, /^no change$/m],
  ["a change breaks", ["diff", RAW, LINE], 1, /^BREAKING {2}co_gt: gone$/m],
  ["changes are asked for as JSON", ["diff", RAW, LINE, "--json"], 1, /"breaking": true/],
  ["a file is not there", ["diff", RAW, "none.json"], 1, /Cannot read none\.json as a contract/],
  ["a file is no contract", ["diff", RAW, fileURLToPath(import.meta.url)], 2, /got text that cannot be read/],
  ["only one file is given", ["diff", RAW], 2, /expected two files/],
  ["generate is given a file", ["generate", RAW], 2, /unexpected argument/],
];
for (const [when, args, status, told] of CASES) {
  Deno.test(`contract exits with ${status} when ${when}`, () =>
    usingFolder(async (folder) => {
      const { code, stdout, stderr } = await runTask(folder, ["contract", ...args]);
      assert.equal(code, status, stderr);
      assert.match(stdout + stderr, told);
    }));
}
