import { PipelineError } from "../../pipeline/common/mod.ts";

/** A notebook file, as far as it is looked at: nbformat 4.5. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id: string;
  metadata: { tags?: string[]; [name: string]: unknown };
  source: string | string[];
  outputs?: Output[];
  execution_count?: number | null;
}

export interface Output {
  output_type: "display_data" | "execute_result" | "stream" | "error";
  name?: "stdout" | "stderr";
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: { air_quality?: { output?: number; update?: number } };
}

/** @throws {PipelineError} `not_found` where there is none, or the file is no notebook */
export async function readNotebook(path: string): Promise<Notebook> {
  try {
    const notebook = JSON.parse(await Deno.readTextFile(path)) as Notebook;
    if (notebook.nbformat !== 4 || !Array.isArray(notebook.cells)) throw new Error("not of format 4");
    return notebook;
  } catch (cause) {
    throw new PipelineError("not_found", `Cannot read ${path} as a notebook: ${(cause as Error).message}`, { cause });
  }
}

export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(notebook, null, 1) + "\n");
}

/** Lines of a cell or stream, which nbformat keeps as one text or as a list of lines. */
export const textOf = (text: string | string[] | undefined): string => Array.isArray(text) ? text.join("") : text ?? "";

/** The notebook as it is committed: nothing in it that running it has left. */
export function stripped(notebook: Notebook): Notebook {
  const { kernelspec } = notebook.metadata;
  return {
    ...notebook,
    metadata: { kernelspec },
    cells: notebook.cells.map(({ execution_count: _, outputs: __, metadata: { tags }, ...cell }) => ({
      ...cell,
      ...(cell.cell_type === "code" ? { execution_count: null, outputs: [] } : {}),
      metadata: tags === undefined ? {} : { tags },
    })),
  };
}

/** Whether running has left nothing in it. */
export function isStripped({ cells }: Notebook): boolean {
  return cells.every((cell) => (cell.outputs ?? []).length === 0 && (cell.execution_count ?? null) === null);
}

/** How a cell is named to people: its place among all cells and its first line. */
export function cellName(cells: readonly Cell[], index: number): string {
  const [first = ""] = textOf(cells[index]?.source).split("\n").filter((line) => line.trim() !== "");
  return `cell ${index + 1} of ${cells.length} (${first.length > 60 ? `${first.slice(0, 59)}…` : first})`;
}
