import { eachLine, LastLines } from "./child_output.ts";
import { taskLine } from "./task_line.ts";

/**
 * Runs a task as a process of its own, to its end.
 *
 * @param signal ends it early: then it resolves all the same
 * @returns its standard output
 * @throws {PipelineError} `internal` where the task fails, with what it said
 */
export async function runChildTask(name: string, flags: readonly string[], signal: AbortSignal): Promise<string> {
  const child = new Deno.Command("deno", {
    args: [...taskLine(name), ...flags],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const lines = new LastLines();
  const [status, output] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
    eachLine(child.stderr, (line) => lines.add(line)),
  ]);
  if (status.code !== 0 && !signal.aborted) throw lines.failure(name, `\`${name}\``, status);
  return output;
}
