import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { basename, dirname } from "node:path";
import { type Notebook, readNotebook, writeNotebook } from "./file.ts";
import { type Parameters, unwatched, watched, withParameters } from "./prepare.ts";
import { inEnvironment } from "./python.ts";
import { notebookFaults, type RunEnd } from "./verdict.ts";

const SCRIPT = fileURLToPath(new URL("./notebook.py", import.meta.url));
const LEDGER = new URL("../../notebooks/support/ledger.ts", import.meta.url);

export interface NotebookRunOptions {
  /** The notebook; its folder is the kernel's. */
  path: string;
  /** Gets the executed copy, under the notebook's name. */
  outDir: string;
  parameters: Parameters;
  /** For each cell. */
  timeoutMs: number;
  python: string;
  env: Record<string, string>;
  signal: AbortSignal;
  /** Told of each code cell as it begins, by its place among all cells from 0. */
  onCell?(index: number, notebook: Notebook): void;
}

/** Runs a notebook on a fresh kernel and keeps what it showed. @returns all that is wrong, one text each; none where it is sound */
export async function runNotebook(options: NotebookRunOptions): Promise<string[]> {
  const { outDir, parameters, python, env, signal } = options;
  const path = await Deno.realPath(options.path); // the kernel's folder is a real path, and so must be that of the ledger
  const ledger = await Deno.realPath(LEDGER);
  const notebook = withParameters(await readNotebook(path), parameters);
  const name = basename(path, ".ipynb"), copy = `${outDir}/${name}.ipynb`;
  await Deno.mkdir(outDir, { recursive: true });
  await writeNotebook(copy, watched(notebook, pathToFileURL(ledger).href));

  const timeoutS = Math.ceil(options.timeoutMs / 1000);
  const child = new Deno.Command("python3", {
    args: inEnvironment(python, [SCRIPT, "run", copy, dirname(path), String(timeoutS)]),
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  let end: RunEnd | undefined;
  const stderr = new Response(child.stderr).text();
  for await (const line of createInterface({ input: Readable.fromWeb(child.stdout as never) })) {
    const told = JSON.parse(line) as { cell: number } | { end: RunEnd };
    if ("end" in told) end = told.end;
    else if (told.cell > 0 && told.cell <= notebook.cells.length) options.onCell?.(told.cell - 1, notebook);
  }
  await child.status;
  signal.throwIfAborted();
  if (end === undefined) return [`the run broke off: ${(await stderr).trim().split("\n").slice(-4).join("\n")}`];

  const executed = await readNotebook(copy);
  const faults = notebookFaults(executed, end);
  await writeNotebook(copy, unwatched(executed, notebook));
  return faults;
}

/** Exports executed notebooks as HTML, each beside itself. */
export async function exportHtml(
  paths: readonly string[],
  { python, env, signal }: Pick<NotebookRunOptions, "python" | "env" | "signal">,
): Promise<void> {
  const { success, stderr } = await new Deno.Command("python3", {
    args: inEnvironment(python, [SCRIPT, "html", ...paths]),
    env,
    stdin: "null",
    signal,
  }).output();
  signal.throwIfAborted();
  if (!success) throw new Error(`Cannot export ${paths.join(", ")} as HTML: ${new TextDecoder().decode(stderr)}`);
}
