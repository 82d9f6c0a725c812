import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { callerPath } from "../../../tasks/cli/caller.ts";
import { runToEnd } from "../../support/process.ts";

const CASES: [when: string, path: string, cwd: string, caller: string | undefined, expected: string][] = [
  ["the task was called in a folder below", "a.csv", "/repo", "/repo/sub", "/repo/sub/a.csv"],
  ["it was called in the repository's root", "a.csv", "/repo", "/repo", "a.csv"],
  ["it does not know where it was called", "a.csv", "/repo", undefined, "a.csv"],
  ["the variable is empty", "a.csv", "/repo", "", "a.csv"],
  ["it works elsewhere, and the variable is of a process above it", "a.csv", "/tmp/x", "/repo/sub", "a.csv"],
  ["the path is absolute", "/data/a.csv", "/repo", "/repo/sub", "/data/a.csv"],
  ["the path goes up", "../a.csv", "/repo", "/repo/sub", "/repo/a.csv"],
  ["it is an address", "s3://bucket/a", "/repo", "/repo/sub", "s3://bucket/a"],
];
for (const [when, path, cwd, caller, expected] of CASES) {
  Deno.test(`callerPath() gives ${expected} when ${when}`, () => {
    assert.equal(callerPath(path, { cwd, root: "/repo", caller }), expected);
  });
}

Deno.test("deno task, called in a folder below, takes relative files from there", async () => {
  const { INIT_CWD: _, ...env } = Deno.env.toObject(); // of the task that runs this test
  const args = ["task", "contract", "diff", "raw-reading.schema.json", "./raw-reading.schema.json"];
  const { code, stdout, stderr } = await runToEnd("deno", args, {
    cwd: fileURLToPath(new URL("../../../docs/contract", import.meta.url)),
    clearEnv: true,
    env: { ...env, NO_COLOR: "1" },
  });
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim(), "no change");
});
