/** What runs in the Worker of `openWorker()`. */
import type { SinkStep } from "../step.ts";
import type { FrameTable } from "./files.ts";
import { rotationWork } from "./work.ts";
import { type Answer, STOP, WAIT, type WorkerRequest } from "./worker.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<WorkerRequest>) => void;
  postMessage(answer: Answer): void;
};

scope.onmessage = async ({ data: { id, call, parameters, gate } }) => {
  const onStep = gate === null ? undefined : (step: SinkStep) => {
    scope.postMessage({ id, step });
    Atomics.wait(gate, 0, WAIT);
    if (Atomics.exchange(gate, 0, WAIT) === STOP) throw new Error(`stopped at ${step}`);
  };
  try {
    if (call === "writeTables") freeFrames(parameters[1] as readonly FrameTable[]);
    const work = rotationWork[call] as (...parameters: unknown[]) => Promise<unknown>;
    scope.postMessage({ id, result: await work(...parameters, onStep) });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    scope.postMessage({ id, error: { message, stack } });
  }
};

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
