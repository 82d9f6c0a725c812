import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { taskLine } from "../../tasks/support/task_line.ts";
import { type Usage, USAGE_PREFIX } from "./usage.ts";

/** A line that a task printed on standard output, and when it came. */
export interface TimedLine {
  atMs: number;
  text: string;
}

/** A task that ran to a good end. */
export interface MeasuredTask {
  /** From the start of the process to its end. */
  seconds: number;
  usage: Usage;
  lines: TimedLine[];
}

/**
 * Runs a task of deno.json in a folder and measures it.
 *
 * The process that starts it must stay small: see `preload.ts` on the peak that is handed down.
 *
 * @throws {PipelineError} `internal` where it ends with another status than 0
 */
export async function measureTask(
  cwd: string,
  [name, ...flags]: readonly [string, ...string[]],
  signal: AbortSignal,
): Promise<MeasuredTask> {
  const [run, ...line] = await taskLine(name);
  return await measure(
    name,
    cwd,
    [run!, `--preload=${import.meta.resolve("./preload.ts")}`, ...line, ...flags],
    signal,
  );
}

/** Runs a script of this folder as a process of its own, so that its memory is not this process's, and gives what it printed. */
export async function runScript(script: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const permissions = ["--no-prompt", "--allow-read", "--allow-net", "--allow-env", "--allow-sys"];
  const preload = `--preload=${import.meta.resolve("./preload.ts")}`;
  const { lines } = await measure(
    script,
    ".",
    ["run", preload, ...permissions, import.meta.resolve(`./${script}`), ...args],
    signal,
  );
  return lines.map(({ text }) => text).join("\n");
}

async function measure(what: string, cwd: string, args: string[], signal: AbortSignal): Promise<MeasuredTask> {
  signal.throwIfAborted();
  const startMs = performance.now();
  const child = new Deno.Command("deno", {
    args,
    cwd,
    signal,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const [lines, errors, { code }] = await Promise.all([timed(child.stdout), timed(child.stderr), child.status]);
  const seconds = (performance.now() - startMs) / 1000;
  signal.throwIfAborted();
  const usage = errors.findLast(({ text }) => text.startsWith(USAGE_PREFIX));
  if (code !== 0 || usage === undefined) {
    const told = [...lines, ...errors].slice(-20).map(({ text }) => text);
    throw new PipelineError(
      "internal",
      [`Cannot measure ${what} as it ended with status ${code}; its last lines:`, ...told].join("\n"),
    );
  }
  return { seconds, usage: JSON.parse(usage.text.slice(USAGE_PREFIX.length)), lines };
}

async function timed(stream: ReadableStream<Uint8Array>): Promise<TimedLine[]> {
  const lines: TimedLine[] = [];
  for await (const text of createInterface({ input: Readable.fromWeb(stream as never) })) {
    lines.push({ atMs: performance.now(), text });
  }
  return lines;
}
