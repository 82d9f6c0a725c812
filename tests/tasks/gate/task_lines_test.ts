import assert from "node:assert/strict";
import { staleTasks, withTaskLines } from "../../../tasks/gate/task_lines.ts";

const before = await Deno.readTextFile(new URL("../../../deno.json", import.meta.url));

Deno.test("staleTasks() finds none in this repository", () => assert.deepEqual(staleTasks(before), []));

Deno.test("withTaskLines() gives deno.json back as it is when nothing is stale", () => {
  assert.equal(withTaskLines(before), before);
});

Deno.test("staleTasks() names a line that was changed by hand, one that is missing, and one that is not of the table", () => {
  const changed = JSON.parse(before);
  changed.tasks.trace += " --allow-all";
  delete changed.tasks.group;
  changed.tasks.own = "deno run own.ts";
  const text = JSON.stringify(changed);
  assert.deepEqual(staleTasks(text).sort(), ["group", "own", "trace"]);
  assert.deepEqual(staleTasks(withTaskLines(text)), []);
});
