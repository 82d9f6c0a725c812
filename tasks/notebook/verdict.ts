import { type Cell, cellName, type Notebook, type Output, textOf } from "./file.ts";

/** How the run of a notebook ended, as notebook.py tells it; `cell` is the index in what the kernel got. */
export interface RunEnd {
  kind: "done" | "error" | "hang" | "dead";
  cell: number | null;
  text: string;
}

/** What the kernel was asked to show and what failed late: see notebooks/support/ledger.ts. */
interface Report {
  sent: {
    cell: number;
    during: number;
    kind: "display" | "stdout" | "stderr";
    output: number;
    update: number;
    length: number;
  }[];
  lateErrors: { during: number; text: string }[];
}

/**
 * Everything that is wrong with a run, one text each, naming the cell; none where it is sound.
 *
 * @param executed what the kernel got, with its outputs: the first and the last cell are the runner's own
 */
export function notebookFaults(executed: Notebook, end: RunEnd): string[] {
  const cells = executed.cells.slice(1, -1);
  const name = (index: number) => cellName(cells.map(plain), index);
  if (end.kind !== "done") {
    const where = end.cell === null ? "before its first cell" : name(end.cell - 1);
    return [`${where}: ${end.text}`];
  }
  const report = readReport(executed.cells.at(-1)!);
  if (report === undefined) return ["the kernel's own report of what it was asked to show was lost"];
  return [
    ...report.lateErrors.map(({ during, text }) => `${name(during)}, or one before it, left an error behind: ${text}`),
    ...displayFaults(report, cells, name),
    ...streamFaults(report, cells, name),
  ];
}

const PREFIX = /^globalThis\[Symbol\.for\("[^"]*"\)\]\.enterCell\(\d+\); /;

/** Without what the runner put before it. */
const plain = (cell: Cell): Cell => ({ ...cell, source: textOf(cell.source).replace(PREFIX, "") });

function readReport({ outputs = [] }: Cell): Report | undefined {
  const text = outputs[0]?.data?.["application/json"];
  return text === undefined ? undefined : text as Report;
}

function displayFaults({ sent }: Report, cells: Cell[], name: (index: number) => string): string[] {
  const faults: string[] = [];
  const found = new Map<number, { cell: number; update: number }>();
  for (const [cell, { outputs = [] }] of cells.entries()) {
    for (const { output_type, metadata } of outputs) {
      const { output, update } = metadata?.air_quality ?? {};
      if (output !== undefined && update !== undefined) found.set(output, { cell, update });
      else if (output_type === "execute_result" || output_type === "display_data") {
        faults.push(
          `${name(cell)}: it leaves showing a result to the kernel, which may lose it: use showTable() or the like`,
        );
      }
    }
  }
  for (const { cell, during, kind, output, update } of sent) {
    if (kind !== "display") continue;
    const arrived = found.get(output);
    if (cell !== during) faults.push(`${name(cell)}: an output came out of its cell, while ${name(during)} ran`);
    else if (arrived === undefined || arrived.update < update) faults.push(`${name(cell)}: an output was lost`);
    else if (arrived.cell !== cell) faults.push(`${name(cell)}: an output landed in ${name(arrived.cell)}`);
  }
  return faults;
}

function streamFaults({ sent }: Report, cells: Cell[], name: (index: number) => string): string[] {
  const faults: string[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    const own = sent.filter(({ kind }) => kind === stream);
    for (const { cell, during } of own) {
      if (cell !== during) faults.push(`${name(cell)}: console output came out of its cell, while ${name(during)} ran`);
    }
    for (const [index, { outputs = [] }] of cells.entries()) {
      const expected = own.filter(({ during }) => during === index).reduce((sum, { length }) => sum + length, 0);
      const got = outputs.filter(({ name }) => name === stream).reduce((sum, output) => sum + lengthOf(output), 0);
      if (got < expected) faults.push(`${name(index)}: console output was lost`);
    }
  }
  return faults;
}

const lengthOf = ({ text }: Output) => textOf(text).length;
