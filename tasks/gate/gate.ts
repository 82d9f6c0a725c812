import { systemClock } from "../../pipeline/common/mod.ts";
import { staleContract } from "./contract_folder.ts";
import { withDocExamples } from "./doc_examples.ts";
import { foreignText } from "./foreign.ts";
import { checkNotebooks } from "../notebook/check.ts";
import { staleTasks } from "./task_lines.ts";
import { TEST_PERMISSIONS } from "./test_permissions.ts";

/** The outcome of one step of the gate. */
export interface StepResult {
  name: string;
  ok: boolean;
  seconds: number;
  /** What it printed. */
  output: string;
}

type Outcome = Pick<StepResult, "ok" | "output">;

const STEPS: Record<string, (signal: AbortSignal) => Promise<Outcome>> = {
  "format": (signal) => deno(["fmt", "--check"], signal),
  "lint": (signal) => deno(["lint"], signal),
  "types": (signal) =>
    withDocExamples((examples) =>
      deno(["check", "--quiet", "--frozen", "pipeline", "tasks", "tests", "notebooks", ...examples], signal)
    ),
  "examples in the docs": (signal) =>
    withDocExamples((examples) => deno(["test", "--no-check", "--frozen", ...TEST_PERMISSIONS, ...examples], signal)),
  "the contract's forms": async () => {
    const stale = await staleContract();
    return {
      ok: stale.length === 0,
      output: stale.map((name) => `stale: docs/contract/${name}: deno task contract`).join("\n"),
    };
  },
  "task lines": async () => {
    const stale = staleTasks(await Deno.readTextFile("deno.json"));
    return {
      ok: stale.length === 0,
      output: stale.map((name) => `stale: deno.json: ${name}: deno task permissions --write`).join("\n"),
    };
  },
  "notebooks": (signal) =>
    checkNotebooks("notebooks", {
      checkTypes: (scripts) => deno(["check", "--quiet", "--frozen", ...scripts], signal),
      format: (text) => formatted(text, signal),
    }),
  "no machine's paths or hosts": committedFiles,
};

/** Runs every step, also after one that failed, and hands over each as it ends. */
export async function* runGate(signal: AbortSignal): AsyncGenerator<StepResult> {
  for (const [name, step] of Object.entries(STEPS)) {
    const start = systemClock.now();
    const outcome = await step(signal);
    signal.throwIfAborted();
    yield { name, ...outcome, seconds: (systemClock.now() - start) / 1000 };
  }
}

/** One line for a step, and its output where it failed. */
export function stepText({ name, ok, seconds, output }: StepResult): string {
  const line = `${ok ? "ok  " : "FAIL"}  ${seconds.toFixed(1).padStart(5)} s  ${name}`;
  return ok ? line : `${line}\n${output}`;
}

/** By name, not `Deno.execPath()`: `--allow-run=deno` grants that name, and under npx the two differ. */
async function deno(args: string[], signal: AbortSignal): Promise<Outcome> {
  const { success, stdout, stderr } = await new Deno.Command("deno", { args, stdin: "null", signal }).output();
  return { ok: success, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/**
 * As `deno fmt` would have it. By standard input: with `--check`, Deno 2.9.6 calls every notebook unformatted that it has not formatted
 * before, though it would leave it as it is; so deno.json excludes them from it.
 */
async function formatted(notebook: string, signal: AbortSignal): Promise<string> {
  const child = new Deno.Command("deno", {
    args: ["fmt", "--ext", "ipynb", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    signal,
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(notebook));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

async function committedFiles(signal: AbortSignal): Promise<Outcome> {
  const paths = await committedPaths(signal);
  const faults = await Promise.all(paths.map(async (path) => {
    try {
      return foreignText(path, await Deno.readTextFile(path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return []; // deleted, and not yet committed so
      throw error;
    }
  }));
  return { ok: faults.flat().length === 0, output: faults.flat().join("\n") };
}

/** None where git is absent or this is no checkout, as in an unpacked archive: then nothing is about to be committed. */
async function committedPaths(signal: AbortSignal): Promise<string[]> {
  try {
    const { stdout } = await new Deno.Command("git", { args: ["ls-files", "-z"], stderr: "null", signal }).output();
    return new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
