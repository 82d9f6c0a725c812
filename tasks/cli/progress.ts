import type { Clock } from "../../pipeline/common/mod.ts";
import { visible } from "../text/visible.ts";

/** Time between two redraws: quick for the eye, slow for the machine. */
const REDRAW_MS = 100;
/** Time between two plain lines of a name, where the output is no terminal. */
const PLAIN_MS = 5_000;

/** Named lines that tell how far a task is. */
export interface Progress {
  update(name: string, text: string): void;
  /** Prints a line, or several, above the live ones. */
  log(line: string): void;
  /** Shows the last state and gives the terminal back; updates after it do nothing. */
  end(): void;
}

export interface ProgressOptions {
  names: readonly string[];
  isTerminal: boolean;
  write(text: string): void;
  /** Width of the terminal as it is now. */
  columns(): number;
  clock: Clock;
}

/**
 * Live lines, redrawn in place on a terminal; elsewhere a plain line for each name that changed, every few seconds.
 *
 * A burst of updates costs one redraw: the first shows at once, what follows at the end of the interval.
 */
export function createProgress({ names, isTerminal, write, columns, clock }: ProgressOptions): Progress {
  const intervalMs = isTerminal ? REDRAW_MS : PLAIN_MS;
  const nameWidth = Math.max(...names.map((name) => name.length));
  const texts = new Map(names.map((name) => [name, ""]));
  const changed = new Set<string>();
  const ended = new AbortController();
  let drawnLines = 0; // the cursor stands at the start of the line below them
  let dueMs = -Infinity;
  let scheduled = false;

  function show(): void {
    scheduled = false;
    dueMs = clock.now() + intervalMs;
    if (changed.size === 0) return;
    write(isTerminal ? frame("") : [...changed].map((name) => `${name}: ${texts.get(name)}\n`).join(""));
    changed.clear();
  }

  /** One write a frame, each line erased only behind its text: nothing flickers. */
  function frame(above: string): string {
    const lines = [...texts].filter(([, text]) => text !== "")
      .map(([name, text]) => cut(`${name.padEnd(nameWidth)}  ${visible(text)}`, columns() - 1));
    const up = drawnLines === 0 ? HIDE_CURSOR : `\x1b[${drawnLines}A`;
    drawnLines = lines.length;
    return up + above + lines.map((line) => `\r${line}\x1b[K\n`).join("") + "\x1b[J";
  }

  return {
    update(name, text) {
      if (ended.signal.aborted || texts.get(name) === text) return;
      texts.set(name, text);
      changed.add(name);
      if (scheduled) return;
      scheduled = true;
      const waitMs = dueMs - clock.now();
      if (waitMs <= 0) show();
      else clock.sleep(waitMs, ended.signal).then(() => ended.signal.aborted || show());
    },
    log(line) {
      write(drawnLines > 0 && !ended.signal.aborted ? frame(`\x1b[J${line}\n`) : `${line}\n`);
    },
    end() {
      if (ended.signal.aborted) return;
      show();
      if (drawnLines > 0) write(SHOW_CURSOR);
      ended.abort();
    },
  };
}

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";

function cut(line: string, width: number): string {
  const letters = [...line];
  return letters.length <= width ? line : `${letters.slice(0, width - 1).join("")}…`;
}
