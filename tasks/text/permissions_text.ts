import { PipelineError } from "../../pipeline/common/mod.ts";
import { addUp, type GrantKind } from "../process/permissions.ts";
import { TASKS } from "../process/task_table.ts";

const MEANING: Record<GrantKind, string> = {
  read: "read files",
  write: "write files",
  net: "hosts",
  env: "variables",
  sys: "the system's",
  ffi: "native libraries",
  run: "start programs",
};

/** What tasks may do, one paragraph a task. @throws {PipelineError} `usage` where there is no such task */
export function permissionsText(name?: string): string {
  if (name !== undefined && TASKS[name] === undefined) {
    throw new PipelineError("usage", `Cannot show the permissions of ${name}: expected a task of deno.json`, {
      hint: "deno task permissions lists all of them",
    });
  }
  const entries = Object.entries(TASKS).filter(([task]) => name === undefined || task === name);
  return entries.map(([task, { needs }]) => [task, ...linesOf(needs)].join("\n")).join("\n\n");
}

function linesOf(needs: Parameters<typeof addUp>[1]): string[] {
  return Object.entries(MEANING).flatMap(([kind, meaning]) => {
    const grant = addUp(kind as GrantKind, needs);
    if (grant === undefined) return [];
    return `  ${meaning.padEnd(16)}  ${"any" in grant ? `any: ${grant.any}` : grant.join(", ")}`;
  });
}
