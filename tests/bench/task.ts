import { PipelineError } from "../../pipeline/common/mod.ts";
import { taskLine } from "../../tasks/process/task_line.ts";
import { type ProgramOptions, type ProgramRun, runProgram } from "./program.ts";
import { type Usage, USAGE_PREFIX } from "./usage.ts";

/** A task that ran to a good end. */
export interface MeasuredTask extends ProgramRun {
  usage: Usage;
}

const PRELOAD = `--preload=${import.meta.resolve("./preload.ts")}`;

/**
 * Runs a task of deno.json in a folder and measures it.
 *
 * The process that starts it must stay small: see `preload.ts` on the peak that is handed down.
 *
 * @throws {PipelineError} `internal` where it ends with another status than 0
 */
export async function measureTask(
  [name, ...flags]: readonly [string, ...string[]],
  options: ProgramOptions,
): Promise<MeasuredTask> {
  const [run, ...line] = taskLine(name, options.cwd);
  return withUsage(name, await runProgram(name, ["deno", run!, PRELOAD, ...line, ...flags], options));
}

/** Runs a script of this folder as a process of its own, so that its memory is not this process's, and gives what it printed. */
export async function runScript(
  script: string,
  args: readonly string[],
  signal: AbortSignal,
  flags: readonly string[] = [],
): Promise<string> {
  return textOf(await runProgram(script, scriptLine(script, args, flags), { cwd: ".", signal }));
}

/** Runs a script of this folder as a process of its own and measures it. */
export async function measureScript(
  script: string,
  args: readonly string[],
  signal: AbortSignal,
  flags: readonly string[] = [],
): Promise<MeasuredTask> {
  return withUsage(
    script,
    await runProgram(script, scriptLine(script, args, [PRELOAD, ...flags]), { cwd: ".", signal }),
  );
}

function scriptLine(script: string, args: readonly string[], flags: readonly string[] = []): [string, ...string[]] {
  const permissions = ["--no-prompt", "--allow-read", "--allow-net", "--allow-env", "--allow-sys", "--allow-ffi"];
  return ["deno", "run", ...flags, ...permissions, import.meta.resolve(`./${script}`), ...args];
}

/** All that a program printed on standard output. */
export const textOf = ({ lines }: ProgramRun): string => lines.map(({ text }) => text).join("\n");

function withUsage(name: string, run: ProgramRun): MeasuredTask {
  const usage = run.errors.findLast(({ text }) => text.startsWith(USAGE_PREFIX));
  if (usage === undefined) {
    throw new PipelineError("internal", `Cannot measure ${name} as it did not tell what it used`);
  }
  return { ...run, usage: JSON.parse(usage.text.slice(USAGE_PREFIX.length)) };
}
