import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { taskLine } from "../../../tasks/process/task_line.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

Deno.test("taskLine() names the script and what lies in the repository for any folder, and leaves the folder's own paths", () => {
  const line = taskLine("trace", "/elsewhere");
  assert.equal(line[0], "run");
  assert.equal(line.at(-1), new URL("../../../tasks/trace.ts", import.meta.url).href);
  assert.ok(line.includes(`--allow-ffi=${ROOT}node_modules`), line.join(" "));
  assert.ok(taskLine("topics", "/elsewhere").includes("--allow-write=data/logs"));
});
