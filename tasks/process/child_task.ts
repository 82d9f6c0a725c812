import { eachLine, LastLines } from "./child_output.ts";
import { taskLine } from "./task_line.ts";

/**
 * Runs a task as a process of its own, to its end.
 *
 * @param signal ends it early: then it resolves all the same
 * @throws {PipelineError} `internal` where the task fails, with what it said
 */
export async function runChildTask(name: string, flags: readonly string[], signal: AbortSignal): Promise<void> {
  const child = new Deno.Command("deno", {
    args: [...taskLine(name), ...flags],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal,
  }).spawn();
  const lines = new LastLines();
  const [status] = await Promise.all([child.status, eachLine(child.stderr, (line) => lines.add(line))]);
  if (status.code !== 0 && !signal.aborted) throw lines.failure(name, `\`${name}\``, status);
}
