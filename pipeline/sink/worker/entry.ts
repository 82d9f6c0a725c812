/** What runs in the Worker of `openWorker()`. */
import { rotationWork } from "./work.ts";
import type { Answer, WorkerRequest } from "./worker.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<WorkerRequest>) => void;
  postMessage(answer: Answer, moved?: Transferable[]): void;
};

scope.onmessage = async ({ data: { id, call, parameters } }) => {
  try {
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
