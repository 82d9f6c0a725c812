import assert from "node:assert/strict";
import { addUp, taskCommand } from "../../../tasks/process/permissions.ts";
import { TASKS } from "../../../tasks/process/task_table.ts";

Deno.test("taskCommand() grants what the needs add up to, and nothing of a kind that none has", () => {
  const needs = [{ read: ["a"], env: ["X"] }, { read: ["a", "b"], write: { any: "anywhere" } }, { write: ["c"] }];
  assert.equal(
    taskCommand("one:two", { needs }),
    "deno run --frozen --no-prompt --allow-read=a,b --allow-write --allow-env=X tasks/one_two.ts",
  );
});

Deno.test("taskCommand() puts flags of V8 first, and takes the script of the entry", () => {
  const entry = { needs: [], v8Flags: ["--x=1", "--y"], script: "tests/a.ts" };
  assert.equal(taskCommand("a", entry), "deno run --v8-flags=--x=1,--y --frozen --no-prompt tests/a.ts");
});

Deno.test("addUp() keeps every reason once", () => {
  const needs = [{ net: { any: "first" } }, { net: ["host"] }, { net: { any: "second" } }, { net: { any: "first" } }];
  assert.deepEqual(addUp("net", needs), { any: "first; second" });
});

Deno.test("TASKS names variables, programs, native libraries and the system's facts of every task", () => {
  for (const [task, { needs }] of Object.entries(TASKS)) {
    for (const kind of ["env", "sys", "ffi", "run"] as const) {
      const grant = addUp(kind, needs);
      assert.ok(grant === undefined || !("any" in grant), `${task}: --allow-${kind}`);
    }
  }
});
