import { taskCommand } from "../process/permissions.ts";
import { TASKS } from "../process/task_table.ts";

/** deno.json with the task lines of the table; the rest of it as it is. */
export function withTaskLines(denoJson: string): string {
  const tasks = Object.fromEntries(Object.entries(TASKS).map(([name, entry]) => [name, taskCommand(name, entry)]));
  return JSON.stringify({ ...JSON.parse(denoJson), tasks }, null, 2) + "\n";
}

/** The names of the tasks whose lines in deno.json are not those of the table, of either side. */
export function staleTasks(denoJson: string): string[] {
  const stand: Record<string, string> = JSON.parse(denoJson).tasks;
  const wanted: Record<string, string> = JSON.parse(withTaskLines(denoJson)).tasks;
  return [...new Set([...Object.keys(wanted), ...Object.keys(stand)])].filter((name) => stand[name] !== wanted[name]);
}
