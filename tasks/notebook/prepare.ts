import { PipelineError } from "../../pipeline/common/mod.ts";
import { type Cell, type Notebook, textOf } from "./file.ts";

/** Values for names that a notebook's cell tagged `parameters` declares. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The name under which notebooks/support/ledger.ts makes itself known. */
const LEDGER = 'globalThis[Symbol.for("air_quality.ledger")]';

/** What the runner puts into a notebook carries this; the value says what it is. */
const INJECTED = "air_quality_injected";

/** The names that the cell tagged `parameters` declares. */
export function parameterNames({ cells }: Notebook): string[] {
  const cell = cells.find(isParameters);
  return [...textOf(cell?.source).matchAll(/^let (\w+)/gm)].map((match) => match[1]!);
}

/** Sets parameters, by a cell of its own behind the tagged one; those that the notebook does not know are left out. */
export function withParameters(notebook: Notebook, parameters: Parameters): Notebook {
  const names = parameterNames(notebook).filter((name) => Object.hasOwn(parameters, name));
  if (names.length === 0) return notebook;
  const lines = names.map((name) => `${name} = ${JSON.stringify(parameters[name])};`);
  const injected = codeCell("parameters", [...lines, "void 0;"].join("\n"));
  return { ...notebook, cells: notebook.cells.flatMap((cell) => isParameters(cell) ? [cell, injected] : [cell]) };
}

/**
 * The notebook as the kernel gets it: each code cell first says which one it is, so that an output that comes late is known for one; a
 * first cell starts to watch, a last one reports what the kernel was asked to show.
 *
 * @param ledgerUrl of notebooks/support/ledger.ts
 */
export function watched(notebook: Notebook, ledgerUrl: string): Notebook {
  const ledger = (call: string) => `await (await import(${JSON.stringify(ledgerUrl)})).${call};`;
  return {
    ...notebook,
    cells: [
      codeCell("watch", ledger("watch()")),
      ...notebook.cells.map((cell, index) =>
        cell.cell_type === "code" ? { ...cell, source: `${LEDGER}.enterCell(${index}); ${textOf(cell.source)}` } : cell
      ),
      codeCell("report", ledger("report()")),
    ],
  };
}

/** Undoes {@linkcode watched} for what was run: the outputs stay. */
export function unwatched(executed: Notebook, notebook: Notebook): Notebook {
  return {
    ...executed,
    cells: notebook.cells.map((cell, index) => ({ ...executed.cells[index + 1]!, source: cell.source })),
  };
}

/**
 * The values of `NAME=VALUE` pairs: a number, true or false where it reads as one, else text.
 *
 * @throws {PipelineError} `usage`
 */
export function parseParameters(pairs: readonly string[]): Parameters {
  return Object.fromEntries(pairs.map((pair) => {
    const [, name, text] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || text === undefined) {
      throw new PipelineError("usage", `Cannot use "${pair}" as a parameter: expected NAME=VALUE`);
    }
    return [name, /^(true|false|-?\d+(\.\d+)?)$/.test(text) ? JSON.parse(text) : text];
  }));
}

const isParameters = ({ metadata }: Cell) => metadata.tags?.includes("parameters") ?? false;

const codeCell = (id: string, source: string): Cell => ({
  cell_type: "code",
  id: `injected-${id}`,
  metadata: { [INJECTED]: true },
  source,
  outputs: [],
  execution_count: null,
});
