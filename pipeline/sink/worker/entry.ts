/** What runs in the Worker of `openWorker()`. */
import type { FrameTable } from "./files.ts";
import { rotationWork } from "./work.ts";
import type { Answer, WorkerRequest } from "./worker.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<WorkerRequest>) => void;
  postMessage(answer: Answer, moved?: Transferable[]): void;
};

scope.onmessage = async ({ data: { id, call, parameters } }) => {
  try {
    if (call === "encodeFiles") freeFrames(parameters[0] as readonly FrameTable[]);
    const work = rotationWork[call] as (...parameters: unknown[]) => Promise<unknown>;
    const result = await work(...parameters);
    // Files are moved, not copied: nothing here has a use for them any more.
    scope.postMessage({ id, result }, call === "encodeFiles" ? buffersOf(result as Uint8Array<ArrayBuffer>[][]) : []);
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    scope.postMessage({ id, error: { message, stack } });
  }
};

const buffersOf = (tables: readonly Uint8Array<ArrayBuffer>[][]) => tables.flat().map(({ buffer }) => buffer);

/**
 * A frame is freed when V8 collects the small object that stands for it, and hardly anything else here makes V8 collect: docs/decisions/011.
 * Without `--expose-gc` frames of a hundred megabytes may wait.
 */
function freeFrames(coming: readonly FrameTable[]): void {
  rowsInFrames += coming.reduce((rows, { order }) => rows + order.length, 0);
  if (rowsInFrames < MAX_ROWS) return;
  rowsInFrames = 0;
  (globalThis as { gc?: () => void }).gc?.();
}

let rowsInFrames = 0;
/** Some 400 bytes each; a collection takes 9 ms. */
const MAX_ROWS = 50_000;
