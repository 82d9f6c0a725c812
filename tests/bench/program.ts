import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { PipelineError } from "../../pipeline/common/mod.ts";

/** A line that a program printed, and when it came. */
export interface TimedLine {
  atMs: number;
  text: string;
}

/** A program that ran to a good end. */
export interface ProgramRun {
  /** From the start of the process to its end. */
  seconds: number;
  /** Of standard output. */
  lines: TimedLine[];
  /** Of standard error. */
  errors: TimedLine[];
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Told of each line of either stream as it comes. */
  readonly onLine?: (text: string) => void;
}

/** Runs a program to its end. @throws {PipelineError} `internal` where it ends with another status than 0 */
export async function runProgram(
  what: string,
  [program, ...args]: readonly [string, ...string[]],
  { cwd, signal, onLine = () => {} }: ProgramOptions,
): Promise<ProgramRun> {
  signal.throwIfAborted();
  const startMs = performance.now();
  const child = new Deno.Command(program, {
    args,
    cwd,
    signal,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // Whoever runs beside the bench may serve metrics at the usual port.
    env: { NO_COLOR: "1", METRICS_PORT: "off" },
  }).spawn();
  const [lines, errors, { code }] = await Promise.all([
    timed(child.stdout, onLine),
    timed(child.stderr, onLine),
    child.status,
  ]);
  const seconds = (performance.now() - startMs) / 1000;
  signal.throwIfAborted();
  if (code !== 0) {
    const told = [...lines, ...errors].slice(-20).map(({ text }) => text);
    throw new PipelineError(
      "internal",
      [`Cannot measure ${what} as it ended with status ${code}; its last lines:`, ...told].join("\n"),
    );
  }
  return { seconds, lines, errors };
}

async function timed(stream: ReadableStream<Uint8Array>, onLine: (text: string) => void): Promise<TimedLine[]> {
  const lines: TimedLine[] = [];
  for await (const text of createInterface({ input: Readable.fromWeb(stream as never) })) {
    lines.push({ atMs: performance.now(), text });
    onLine(text);
  }
  return lines;
}
