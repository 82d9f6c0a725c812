import assert from "node:assert/strict";
import { SECURITY_VARIABLES } from "../tasks/options/security.ts";
import { addUp } from "../tasks/process/permissions.ts";
import { TASKS } from "../tasks/process/task_table.ts";
import { taskLine } from "../tasks/process/task_line.ts";
import { runToEnd } from "./support/process.ts";

const read = (name: string) => Deno.readTextFileSync(new URL(`../docs/${name}.md`, import.meta.url));

const GUIDES = Array.from(Deno.readDirSync(new URL("../docs", import.meta.url)), ({ name }) => name)
  .filter((name) => name.endsWith(".md")).map((name) => name.slice(0, -".md".length)).sort();

/** What stands after `deno task` by task: the rest of the command, without a comment. */
function commandsOf(text: string): { task: string; rest: string }[] {
  return [...text.matchAll(/deno(?:@\S+)? task ([a-z]+(?::[a-z]+)?)([^`\n,;&()|#]*)/g)]
    .map(([, task, rest]) => ({ task: task!, rest: rest! }))
    // These draw at once: they have no --help.
    .filter(({ task }) => !task.includes("pictures"));
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
    const { code, stdout: help } = await runToEnd("deno", args, { env: { NO_COLOR: "1" } });
    assert.equal(code, 0);
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

const REACHED = {
  "a cluster": ["brokers", SECURITY_VARIABLES],
  "an object store": ["object store", ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "HOME"]],
} as const;

for (const [what, [reason, variables]] of Object.entries(REACHED)) {
  Deno.test(`TASKS let every task that reaches ${what} read the variables by which it is let in`, () => {
    const reaching = Object.keys(TASKS).filter((task) => {
      const net = addUp("net", TASKS[task]!.needs);
      return net !== undefined && "any" in net && net.any.includes(reason);
    });
    assert.ok(reaching.length > 5);
    for (const task of reaching) assert.deepEqual(variables.filter((name) => !mayRead(task, name)), [], task);
  });
}

Deno.test("docs/setup.md has every variable by which a task is let in", () => {
  const setup = read("setup");
  assert.deepEqual(SECURITY_VARIABLES.filter((name) => !setup.includes(`\`${name}\``)), []);
});

Deno.test("docs/setup.md calls native on Windows only tasks that start no program of Unix", () => {
  const table = read("setup").split("## Windows")[1]!.split("\n## ")[0]!;
  const rows = table.split("\n").filter((line) => line.startsWith("| `")).map((line) =>
    [...line.split("|")[1]!.matchAll(/`([a-z]+)`/g)].map(([, task]) => task!)
  );
  assert.equal(rows.length, 4);
  for (const task of [...rows[0]!, ...rows[1]!]) assert.equal(addUp("run", TASKS[task]!.needs), undefined, task);
});

const ROOT = new URL("../", import.meta.url);
const pages = [
  ...["README.md", "CHANGELOG.md"],
  ...["docs", "docs/decisions"].flatMap((folder) =>
    Array.from(Deno.readDirSync(new URL(folder, ROOT)), ({ name }) => `${folder}/${name}`).filter((path) =>
      path.endsWith(".md")
    )
  ),
];
const exists = (path: string) => {
  try {
    return Deno.statSync(new URL(path, ROOT)) !== undefined;
  } catch {
    return false;
  }
};

/** The part after `#` by which GitHub links to each heading of a page. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-")
  );
}

for (const page of pages) {
  const text = Deno.readTextFileSync(new URL(page, ROOT));

  Deno.test(`${page} links to headings that exist`, () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)];
    const missing = links.filter(([, path, anchor]) => {
      const target = path === "" ? text : Deno.readTextFileSync(new URL(path!, new URL(page, ROOT)));
      return !anchorsOf(target).includes(anchor!);
    });
    assert.deepEqual(missing.map(([link]) => link), []);
  });

  Deno.test(`${page} names files and folders that exist`, () => {
    const named = [...text.matchAll(/`((?:pipeline|tasks|tests|docs|notebooks)\/[\w./-]*)`/g)].map(([, path]) => path!);
    const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) =>
      new URL(path!, new URL(page, ROOT)).href.slice(ROOT.href.length)
    );
    assert.deepEqual([...named, ...linked].filter((path) => !exists(path)), []);
  });

  Deno.test(`${page} names constants beside a file that has them`, () => {
    const pairs = [...text.matchAll(/`([A-Z][A-Z_]{3,})` in\s+`((?:pipeline|tasks|tests)\/[\w./-]+\.ts)`/g)];
    const missing = pairs.filter(([, name, path]) =>
      exists(path!) && !Deno.readTextFileSync(new URL(path!, ROOT)).includes(name!)
    );
    assert.deepEqual(missing.map(([whole]) => whole), []);
  });
}

Deno.test("README.md has at most 120 lines", () => {
  assert.ok(Deno.readTextFileSync(new URL("README.md", ROOT)).split("\n").length <= 121);
});

Deno.test("docs/commands.md has every task of deno.json but those that draw the docs' pictures", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  const own = Object.keys(tasks).filter((name) => !name.includes("pictures"));
  assert.deepEqual(own.filter((name) => !read("commands").includes(`\`${name}\``)), []);
});

/** Words of docs/style.md that no user is to read. */
const DIALECT =
  /\b(told|anew|mend|mends|mended|held against|is none|in good order|in the midst|be it)\b|\bmoments?\b(?!\()/;

Deno.test("no string that a user reads has a word that docs/style.md replaces", () => {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
      const path = `${folder}/${name}`;
      if (isDirectory) visit(path);
      else if (/\.(ts|js|html)$/.test(name)) found.push(...dialectOf(path));
    }
  };
  for (const folder of ["tasks", "pipeline", "notebooks/support"]) visit(folder);
  assert.deepEqual(found, []);
});

/** Strings of a file with such a word; what stands within `${…}` is code, and one word alone is a name. */
function dialectOf(path: string): string[] {
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  const strings = /("(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return [...text.matchAll(strings)].flatMap(([, string = ""]) => {
    const words = string.replaceAll(/\$\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, "");
    return words.includes(" ") && DIALECT.test(words) ? [`${path}: ${words.slice(0, 120)}`] : [];
  });
}
