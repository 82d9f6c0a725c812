import { dirname } from "node:path";

/** Above this, the file is set aside as `NAME.1` when a task starts: one old copy, so that logs take 20 MB a task at most. */
const ROTATE_ABOVE_BYTES = 10_000_000;

/** Where the lines of a log go. */
export interface LineSink {
  write(line: string): void;
}

/**
 * Appends lines to a file, each written before the call returns, so that no exit loses any. A file that cannot be written is told
 * once to `onFailure` and left alone from then on: a log must not stop the work.
 */
export function openLogFile(path: string, onFailure: (error: unknown) => void): LineSink {
  const encoder = new TextEncoder();
  let file: Deno.FsFile | undefined;
  const attempt = (step: () => void) => {
    try {
      step();
    } catch (error) {
      file = undefined;
      onFailure(error);
    }
  };
  attempt(() => {
    Deno.mkdirSync(dirname(path), { recursive: true });
    rotate(path);
    file = Deno.openSync(path, { append: true, create: true });
  });
  return { write: (line) => attempt(() => file?.writeSync(encoder.encode(line))) };
}

function rotate(path: string): void {
  try {
    if (Deno.statSync(path).size > ROTATE_ABOVE_BYTES) Deno.renameSync(path, `${path}.1`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
