import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { PipelineError, systemClock } from "../../pipeline/common/mod.ts";
import { errorText } from "../text/human.ts";
import { callerPath } from "./caller.ts";
import { LOG_LEVELS, type Logger, openLog } from "./log.ts";
import type { Command, Options, OptionSpecs } from "./option.ts";
import { parseCommand } from "./parse.ts";
import { createProgress, type Progress } from "./progress.ts";

const EXIT = { failed: 1, usage: 2, interrupted: 130 };

/** What `main` is given besides its options. */
export interface TaskContext {
  log: Logger;
  /** Aborted by the first SIGINT or SIGTERM, and where the command says so SIGHUP; a second one exits at once with 130. */
  signal: AbortSignal;
  /** Writes to standard output; a line end is added where the text has none. */
  stdout(text: string): void;
  /** Whether standard error, where log and progress go, is a terminal. */
  isTerminal: boolean;
  /** Live lines on standard error, one a name; log lines go above them. Ended with the task at the latest. */
  progress(names: readonly string[]): Progress;
}

const LOG_LEVEL = {
  flag: "log-level",
  env: "LOG_LEVEL",
  schema: z.enum(LOG_LEVELS),
  default: "info",
  placeholder: "LEVEL",
  describe: `what is logged: ${LOG_LEVELS.join(", ")}`,
};

/**
 * Runs a task from its arguments to the exit of the process: with the status that `main` returns (130 in place of 0 when it was
 * interrupted), 1 when it throws, 2 when the arguments are wrong. Each task takes `--log-level` besides its own flags.
 */
export async function runTask<S extends OptionSpecs>(
  command: Command<S>,
  main: (options: Options<S>, context: TaskContext, positionals: string[]) => Promise<number>,
): Promise<never> {
  const isTerminal = Deno.stderr.isTerminal();
  const color = isTerminal && !Deno.noColor;
  const logPath = `data/logs/${command.name}.jsonl`;
  const { options, positionals, level, notices } = readArguments(command, (error) => {
    tell(Deno.stderr, errorText(error, { color, verbose: false, logPath }));
    Deno.exit(EXIT.usage);
  });

  let live: Progress | undefined;
  const human = (line: string) => live === undefined ? tell(Deno.stderr, line) : live.log(line);
  const { log, recorded } = openLog({ path: logPath, level, color, human, now: Date.now });
  for (const notice of notices) log.warn(notice);
  const fail = (error: unknown): never => {
    live?.end();
    recorded.error("the task failed", { error, code: error instanceof PipelineError ? error.code : "internal" });
    tell(Deno.stderr, errorText(error, { color, verbose: level === "debug", logPath }));
    Deno.exit(error instanceof PipelineError && error.code === "usage" ? EXIT.usage : EXIT.failed);
  };
  globalThis.addEventListener("unhandledrejection", (event) => fail(event.reason));
  globalThis.addEventListener("error", (event) => fail(event.error));

  const signals: Deno.Signal[] = ["SIGINT", "SIGTERM", ...(command.stopsAtHangup ? ["SIGHUP" as const] : [])];
  const signal = stopSignal(signals, () => {
    log.warn("stopping; press Ctrl+C again to stop at once");
  }, () => {
    live?.end();
    Deno.exit(EXIT.interrupted);
  });
  const progress = (names: readonly string[]) =>
    live = createProgress({
      names,
      isTerminal,
      write: (text) => writeAll(Deno.stderr, text),
      columns: terminalColumns,
      clock: systemClock,
    });
  // On a terminal both streams share one screen, where a line from the other would stand in the way of the next redraw.
  const stdout = (text: string) =>
    live !== undefined && Deno.stdout.isTerminal() ? live.log(text.replace(/\n$/, "")) : tell(Deno.stdout, text);
  try {
    const status = await main(options, { log, signal, stdout, isTerminal, progress }, positionals);
    live?.end();
    Deno.exit(status === 0 && signal.aborted ? EXIT.interrupted : status);
  } catch (error) {
    if (!signal.aborted || !isAbort(error)) return fail(error);
    live?.end();
    Deno.exit(EXIT.interrupted);
  }
}

function readArguments<S extends OptionSpecs>(command: Command<S>, onFault: (error: unknown) => never) {
  const options = { ...command.options, logLevel: LOG_LEVEL };
  try {
    const parsed = parseCommand<S & { logLevel: typeof LOG_LEVEL }>(
      { ...command, options },
      Deno.args,
      environment,
      fromCaller,
    );
    if (!parsed.help) return { ...parsed, level: parsed.options.logLevel };
    tell(Deno.stdout, parsed.text);
    Deno.exit(0);
  } catch (error) {
    return onFault(error);
  }
}

/** A variable that the task has no permission for is not set; asking Deno for it would prompt or throw. */
export function environment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path that the user gave, as {@linkcode callerPath} reads it here. */
export const fromCaller = (path: string): string =>
  callerPath(path, { cwd: Deno.cwd(), root: ROOT, caller: environment("INIT_CWD") });

function stopSignal(names: readonly Deno.Signal[], onFirst: () => void, onSecond: () => void): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: Deno.Signal) => {
    if (!controller.signal.aborted) {
      controller.abort();
      return onFirst();
    }
    // A terminal that closes sends it twice, once by the shell: nobody asked to stop at once.
    if (name !== "SIGHUP") onSecond();
  };
  for (const name of names) Deno.addSignalListener(name, () => onSignal(name));
  return controller.signal;
}

const isAbort = (error: unknown) => error instanceof Error && error.name === "AbortError";

function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80; // none of the standard streams is a terminal any more
  }
}

function tell(stream: typeof Deno.stdout, text: string): void {
  writeAll(stream, text.endsWith("\n") ? text : `${text}\n`);
}

/** Writes before it returns, so that no exit loses any. A reader that has gone away, as in `| head`, is no failure. */
function writeAll(stream: typeof Deno.stdout, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe) && !isClosedTerminal(error)) throw error;
  }
}

const isClosedTerminal = (error: unknown) => error instanceof Error && error.message.includes("(os error 5)");
