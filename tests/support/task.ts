import { taskLine } from "../../tasks/process/task_line.ts";
import { type ProcessOutcome, runToEnd } from "./process.ts";
import { waitFor } from "./wait.ts";

/** A task that was started as a user starts it. */
export interface RunningTask {
  /** All that it has printed on standard error so far. */
  stderr(): string;
  /** Sends a signal to it and all its children, as a terminal does at Ctrl+C; or to none but processes of this task's group. */
  signal(name: "INT" | "KILL" | "STOP" | "CONT" | "TERM" | "HUP"): Promise<void>;
  readonly outcome: Promise<ProcessOutcome>;
  /** Waits for a condition while the task runs; fails with what it printed if it ends before. */
  until(what: string, condition: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<void>;
}

/** Starts a task in a folder of its own, in a process group of its own. */
export function startTask(
  cwd: string,
  [name, ...args]: readonly string[],
  env: Record<string, string> = {},
): RunningTask {
  const child = new Deno.Command("deno", {
    args: [...taskLine(name!, cwd), ...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    // Tests run side by side: what wants the metrics asks for a port of its own.
    env: { NO_COLOR: "1", METRICS_PORT: "off", ...env },
  }).spawn();
  let stderr = "", stdout = "";
  const reading = [gather(child.stdout, (text) => stdout += text), gather(child.stderr, (text) => stderr += text)];
  const outcome = Promise.all([child.status, ...reading]).then(([{ code }]) => ({ code, stdout, stderr }));
  return {
    outcome,
    async until(what, condition, timeoutMs) {
      const ended = outcome.then(({ code }) => {
        throw new Error(`the task ended with status ${code} before ${what}: ${stdout}${stderr}`);
      });
      await Promise.race([waitFor(what, condition, timeoutMs), ended]);
    },
    stderr: () => stderr,
    async signal(name) {
      await runToEnd("kill", [`-${name}`, "--", `-${child.pid}`]);
    },
  };
}

/** Runs a task to its end. */
export function runTask(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ProcessOutcome> {
  return startTask(cwd, args, env).outcome;
}

async function gather(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
}
