import assert from "node:assert/strict";
import type { ProcessOutcome } from "./process.ts";
import { runTask } from "./task.ts";

/** Writes files into a folder, with the folders that they need, and runs a task there. */
export async function runWith(
  cwd: string,
  args: readonly string[],
  files: Record<string, string> = {},
): Promise<ProcessOutcome> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${cwd}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${cwd}/${path}`, text);
  }
  return await runTask(cwd, args);
}

/** The task failed with one error that says these things and what to do next, and told nothing that only its author understands. */
export function assertTold({ code, stderr }: ProcessOutcome, status: number, ...says: string[]): void {
  assert.equal(code, status, stderr);
  assert.equal(stderr.match(/^error: /gm)?.length, 1, stderr);
  const text = stderr.slice(stderr.indexOf("error: "));
  assert.match(text, /^ {2}→ \S/m, "what to do next is missing");
  assert.doesNotMatch(stderr, /Uncaught|unexpected fault|^\s+at |KafkaJS|TimeoutNegativeWarning|\bundefined\b/m);
  assert.ok(text.length < 800, `too long to be read: ${text}`);
  for (const each of says) assert.ok(text.includes(each), `${each} is not told: ${text}`);
}

/** Nothing was put into the lake that a next run would find. */
export async function assertNothingKept(cwd: string): Promise<void> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(`${cwd}/data`)) names.push(name);
  assert.deepEqual(names.filter((name) => name !== "logs"), []);
}
