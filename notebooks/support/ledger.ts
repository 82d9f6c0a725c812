import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";

/** One output as the kernel was asked to send it. */
export interface Sent {
  /** The cell whose code asked for it, however late. */
  cell: number;
  /** The cell that ran at that moment: another one means that the output goes astray. */
  during: number;
  kind: "display" | "stdout" | "stderr";
  /** Counts the displays of a kernel from 1; 0 for a stream. */
  output: number;
  /** How often a display was sent: 1, and one more for each update. */
  update: number;
  /** Characters of a stream. */
  length: number;
}

/** An error that nobody waited for: the kernel itself would swallow it. */
export interface LateError {
  during: number;
  text: string;
}

/**
 * What this kernel was asked to show, and what failed behind its back. The headless runner tells it which cell begins and holds it
 * against what arrived; in JupyterLab it only counts.
 */
export class Ledger {
  readonly sent: Sent[] = [];
  readonly lateErrors: LateError[] = [];
  /** Told of each late error, to show it. */
  onLateError: (error: LateError) => void = () => {};
  readonly #cell = new AsyncLocalStorage<number>();
  #during = 0;
  #outputs = 0;

  constructor() {
    addEventListener("unhandledrejection", (event) => this.#late(event, event.reason));
    addEventListener("error", (event) => this.#late(event, event.error));
  }

  /** Timers and promises that a cell leaves behind keep its number. */
  enterCell(cell: number): void {
    this.#during = cell;
    this.#cell.enterWith(cell);
  }

  display(): Sent {
    const entry = { ...this.#entry("display"), output: ++this.#outputs, update: 1 };
    this.sent.push(entry);
    return entry;
  }

  /** An update of a display belongs to the cell that runs, as far as it can go astray. */
  update(entry: Sent): Sent {
    entry.update++;
    entry.during = this.#during;
    return entry;
  }

  /** Counts what goes to the console too; for headless runs, as it takes the colours away. */
  watchConsole(): void {
    const streams = { log: "stdout", info: "stdout", debug: "stdout", warn: "stderr", error: "stderr" } as const;
    for (const [name, kind] of Object.entries(streams) as [keyof typeof streams, "stdout" | "stderr"][]) {
      const write = console[name].bind(console);
      console[name] = (...values: unknown[]) => {
        const text = format(...values);
        this.sent.push({ ...this.#entry(kind), length: text.length + 1 });
        write("%s", text);
      };
    }
  }

  #entry(kind: Sent["kind"]): Sent {
    return { cell: this.#cell.getStore() ?? this.#during, during: this.#during, kind, output: 0, update: 0, length: 0 };
  }

  #late(event: Event, reason: unknown): void {
    event.preventDefault(); // or the kernel may end
    const text = reason instanceof Error ? reason.stack ?? String(reason) : String(reason);
    const error = { during: this.#during, text };
    this.lateErrors.push(error);
    this.onLateError(error);
  }
}

/** The ledger of this kernel. */
export const ledger = new Ledger();

/** The runner's first cell: from here on nothing that is shown goes uncounted. */
export function watch(): void {
  Object.assign(globalThis, { [Symbol.for("air_quality.ledger")]: ledger });
  ledger.watchConsole();
}

/** The runner's last cell: hands the ledger over. */
export async function report(): Promise<void> {
  await pause(LATE_MS);
  const { sent, lateErrors } = ledger;
  await Deno.jupyter.broadcast("display_data", {
    data: { "application/json": { sent, lateErrors } },
    metadata: {},
    transient: {},
  });
  await pause(50);
}

/** Enough for what a last cell left behind. */
export const LATE_MS = 200;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
