import { defineCommand, runTask } from "./cli/command.ts";
import { runGate, stepText } from "./gate/gate.ts";

const command = defineCommand({
  name: "check",
  summary: "Checks format, lint, types, the examples in the docs, and that no file names this machine.",
  options: {},
});

await runTask(command, async (_options, { signal, stdout }) => {
  let failed = 0;
  for await (const step of runGate(signal)) {
    stdout(stepText(step));
    if (!step.ok) failed++;
  }
  return failed === 0 ? 0 : 1;
});
