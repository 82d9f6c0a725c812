import type { ConsumeProgress } from "../../pipeline/silver/mod.ts";
import { eachLine, LastLines } from "./child_output.ts";
import { taskLine } from "./task_line.ts";

/** A consumer that runs as a process of its own. */
export interface ConsumerProcess {
  /** Rejects when it ends by itself: it was to run until it is stopped. Never resolves. */
  readonly failed: Promise<never>;
  /** Lets it commit what it has and end; rejects where it could not. */
  finish(): Promise<void>;
}

/**
 * Starts the task `consume` and follows it. It ends when this process closes its standard input, so also when this process is killed:
 * no consumer is left behind.
 *
 * @param flags its flags, but for those by which it is followed
 * @param signal that of this process: Ctrl+C in a terminal goes to the consumer too, which may then end first
 */
export function startConsumer(
  flags: readonly string[],
  signal: AbortSignal,
  on: { progress(progress: ConsumeProgress): void; log(line: string): void },
): ConsumerProcess {
  const child = new Deno.Command("deno", {
    args: [...taskLine("consume"), ...flags, "--while-stdin", "--json"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lastLines = new LastLines();
  const reading = [
    eachLine(child.stdout, (line) => on.progress(JSON.parse(line))),
    eachLine(child.stderr, (line) => {
      lastLines.add(line);
      on.log(line);
    }),
  ];
  let finishing = false;
  const ended = Promise.all([child.status, ...reading]).then(([status]) => {
    if ((finishing && status.code === 0) || (signal.aborted && status.code === 130)) return;
    throw lastLines.failure("consume", "the consumer", status);
  });
  const failed = ended.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  return {
    failed,
    async finish() {
      finishing = true;
      await child.stdin.close().catch(() => {});
      await ended;
    },
  };
}
