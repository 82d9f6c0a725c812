import { defineCommand, runTask } from "./cli/command.ts";
import { staleTasks, withTaskLines } from "./gate/task_lines.ts";
import { booleanFlag } from "./options/pipeline_options.ts";
import { permissionsText } from "./text/permissions_text.ts";

const command = defineCommand({
  name: "permissions",
  summary: "Shows what a task may do and why. The lines of deno.json are made from the same table.",
  options: { write: booleanFlag("write", "bring the task lines of deno.json up to date") },
  positionals: [{ name: "task", describe: "only this one", optional: true }],
  examples: ["permissions", "permissions consume", "permissions --write"],
});

await runTask(command, async ({ write }, { stdout }, [name]) => {
  if (!write) {
    stdout(permissionsText(name));
    return 0;
  }
  const text = await Deno.readTextFile("deno.json"), stale = staleTasks(text);
  if (stale.length > 0) await Deno.writeTextFile("deno.json", withTaskLines(text));
  stdout(stale.map((name) => `deno.json: ${name}`).join("\n") || "deno.json is up to date");
  return 0;
});
