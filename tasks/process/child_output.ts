import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { toldError } from "../text/human.ts";

/** Enough for an error of several lines. */
const LAST_LINES = 20;

/** Hands over each line of a child's output. */
export async function eachLine(stream: ReadableStream<Uint8Array>, take: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: Readable.fromWeb(stream as never) })) take(line);
}

/** Keeps the newest lines that a task has written, and says by them why it failed. */
export class LastLines {
  readonly #lines: string[] = [];

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > LAST_LINES) this.#lines.shift();
  }

  /** @param what how the user knows the task: "the consumer" */
  failure(task: string, what: string, status: Deno.CommandStatus): PipelineError {
    const { message, hint = `its log is data/logs/${task}.jsonl` } = toldError(this.#lines) ??
      { message: `it ended with ${status.signal ?? `status ${status.code}`}` };
    return new PipelineError("internal", `Cannot continue as ${what} failed: ${message}`, { hint });
  }
}
