import { type Cell, type Notebook, writeNotebook } from "../../tasks/notebook/file.ts";
import { programPath } from "../support/program.ts";
import type { ProcessOutcome } from "../support/process.ts";
import { runTask } from "../support/task.ts";

/** Whether notebooks can be run here: without it their tests are skipped. */
export const hasPython = await programPath("python3") !== undefined;

/** A notebook of these code cells; `tags` are those of the first. */
export function notebookOf(sources: readonly string[], tags: string[] = []): Notebook {
  const cells = sources.map((source, index): Cell => ({
    cell_type: "code",
    id: `cell-${index}`,
    metadata: index === 0 && tags.length > 0 ? { tags } : {},
    source,
    outputs: [],
    execution_count: null,
  }));
  const kernelspec = { name: "deno", display_name: "Deno", language: "typescript" };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

/** What imports the display helper, wherever the notebook lies. */
export const SUPPORT = `const { send } = await import("${new URL(
  "../../notebooks/support/display.ts",
  import.meta.url,
)}");`;

/** Runs notebooks of these cells by the task, in a folder. @returns the outcome, and each notebook's faults by its name */
export async function runNotebooks(
  cwd: string,
  notebooks: Record<string, readonly string[]>,
): Promise<ProcessOutcome & { faults: Map<string, string[]> }> {
  await Deno.mkdir(`${cwd}/notebooks`);
  for (const [name, sources] of Object.entries(notebooks)) {
    await writeNotebook(`${cwd}/notebooks/${name}.ipynb`, notebookOf(sources));
  }
  const outcome = await runTask(cwd, ["notebooks", "./notebooks", "--timeout", "6s"]);
  const faults = new Map<string, string[]>();
  for (const line of outcome.stdout.split("\n")) {
    const name = /^(?:ok|FAIL) .* s {2}(\S+) {2}\S+$/.exec(line)?.[1];
    if (name !== undefined) faults.set(name, []);
    else if (line.startsWith("  cell ")) [...faults.values()].at(-1)?.push(line.trim());
  }
  return { ...outcome, faults };
}
