import assert from "node:assert/strict";
import { SECURITY_VARIABLES } from "../tasks/options/security.ts";
import { addUp } from "../tasks/process/permissions.ts";
import { TASKS } from "../tasks/process/task_table.ts";
import { taskLine } from "../tasks/process/task_line.ts";

const read = (name: string) => Deno.readTextFileSync(new URL(`../docs/${name}.md`, import.meta.url));

const GUIDES = ["setup", "operations", "troubleshooting", "live_page"];

/** What stands after `deno task` by task: the rest of the command, without a comment. */
function commandsOf(text: string): { task: string; rest: string }[] {
  return [...text.matchAll(/deno(?:@\S+)? task ([a-z]+)([^`\n,;&()|#]*)/g)]
    .map(([, task, rest]) => ({ task: task!, rest: rest! }));
}

const commands = GUIDES.flatMap((guide) => commandsOf(read(guide)).map((command) => ({ ...command, guide })));

/** Whether the table lets a task read a variable. */
function mayRead(task: string, variable: string): boolean {
  const env = addUp("env", TASKS[task]!.needs);
  return Array.isArray(env) &&
    env.some((name) => name.endsWith("*") ? variable.startsWith(name.slice(0, -1)) : variable === name);
}

for (const [task, own] of Map.groupBy(commands, (command) => command.task)) {
  Deno.test(`docs name the task ${task} with actions and flags that it has`, async () => {
    const args = [...taskLine(task), "--help"];
    const { success, stdout } = await new Deno.Command("deno", { args, env: { NO_COLOR: "1" } }).output();
    assert.ok(success);
    const help = new TextDecoder().decode(stdout);
    for (const { guide, rest } of own) {
      const [, action] = /^ ([a-z]+)(?= |$)/.exec(rest.trimEnd()) ?? [];
      const flags = [...rest.matchAll(/(?<= )--[a-z-]+/g)].map(([flag]) => flag);
      for (const word of [...(action === undefined ? [] : [action]), ...flags]) {
        assert.match(help, new RegExp(`(?<![\\w-])${word}(?![\\w-])`), `docs/${guide}.md: ${task}${rest}`);
      }
    }
    // A variable without permission is not set: the task would go on without it and without a word.
    const variables = [...help.matchAll(/variable ([A-Z_]+)/g)].map(([, name]) => name!);
    assert.deepEqual(variables.filter((name) => !mayRead(task, name)), []);
  });
}

Deno.test("TASKS let every task that reaches a cluster read the variables by which it is let in", () => {
  for (const [task, { needs }] of Object.entries(TASKS)) {
    const net = addUp("net", needs);
    if (net === undefined || !("any" in net)) continue;
    assert.deepEqual(SECURITY_VARIABLES.filter((name) => !mayRead(task, name)), [], task);
  }
});

Deno.test("docs/setup.md has every variable by which a task is let in", () => {
  const setup = read("setup");
  assert.deepEqual(SECURITY_VARIABLES.filter((name) => !setup.includes(`\`${name}\``)), []);
});
