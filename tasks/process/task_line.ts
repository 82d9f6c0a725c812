import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

/**
 * The arguments by which `deno` runs a task of deno.json in any folder: its permissions stand there and nowhere else.
 *
 * @param folder where the task is to work
 * @example
 * ```ts
 * import { taskLine } from "./task_line.ts";
 * import assert from "node:assert/strict";
 * assert.equal(taskLine("consume")[0], "run");
 * ```
 */
export function taskLine(name: string, folder = Deno.cwd()): string[] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as { tasks: Record<string, string> };
  const [, ...args] = tasks[name]!.split(" ");
  const root = fromFolder(fileURLToPath(ROOT), folder);
  return args.map((arg) =>
    /^(tasks|tests)\//.test(arg) ? new URL(arg, ROOT).href : arg.replaceAll(/(?<=[=,])\.\//g, () => root)
  );
}

/** Deno splits lists of paths at each comma, so a path with one in it is given from the folder. */
function fromFolder(path: string, folder: string): string {
  return path.includes(",") ? `${relative(folder, path) || "."}/` : path;
}
