import assert from "node:assert/strict";
import { SECURITY_VARIABLES } from "../tasks/options/security.ts";
import { taskLine } from "../tasks/process/task_line.ts";

const read = (name: string) => Deno.readTextFileSync(new URL(`../docs/${name}.md`, import.meta.url));

const GUIDES = ["setup", "operations", "troubleshooting", "live_page"];

/** What stands after `deno task` by task: the rest of the command, without a comment. */
function commandsOf(text: string): { task: string; rest: string }[] {
  return [...text.matchAll(/deno(?:@\S+)? task ([a-z]+)([^`\n,;&()|#]*)/g)]
    .map(([, task, rest]) => ({ task: task!, rest: rest! }));
}

const commands = GUIDES.flatMap((guide) => commandsOf(read(guide)).map((command) => ({ ...command, guide })));

for (const [task, own] of Map.groupBy(commands, (command) => command.task)) {
  Deno.test(`docs name the task ${task} with actions and flags that it has`, async () => {
    const args = [...await taskLine(task), "--help"];
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
  });
}

Deno.test("deno.json lets every task that lists its variables read those by which it is let in", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  for (const [name, line] of Object.entries<string>(tasks)) {
    const [, listed] = /--allow-env=(\S*KAFKA_BROKERS\S*)/.exec(line) ?? [];
    if (listed === undefined || !line.includes("--allow-net ")) continue; // it reaches no broker
    for (const variable of SECURITY_VARIABLES) assert.ok(listed.split(",").includes(variable), `${name}: ${variable}`);
  }
});

Deno.test("docs/setup.md has every variable by which a task is let in", () => {
  const setup = read("setup");
  assert.deepEqual(SECURITY_VARIABLES.filter((name) => !setup.includes(`\`${name}\``)), []);
});
