import { PipelineError } from "../../common/mod.ts";
import type { RotationWork } from "./work.ts";

/** What is asked of the Worker. */
export interface WorkerRequest {
  readonly id: number;
  readonly call: keyof RotationWork;
  readonly parameters: readonly unknown[];
}

/** What the Worker says. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly stack: string | undefined } };

/**
 * The work, done by a Worker: frames, Parquet and compression would else be more than a third of what the event loop has to do.
 *
 * The numbers of a rotation are in memory that both share: they must stay as they are until the answer.
 *
 * @param entry what it runs; tests give something else
 */
export function openWorker(entry = new URL("./entry.ts", import.meta.url).href): RotationWork & Disposable {
  const worker = new Worker(entry, { type: "module", name: "rotations" });
  let ended: PipelineError | null = null;
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  let nextId = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = pending.get(data.id)!;
    pending.delete(data.id);
    if ("result" in data) asked.resolve(data.result);
    else asked.reject(Object.assign(new Error(), data.error));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    ended = new PipelineError("internal", `Cannot write what was read as the Worker has ended: ${event.message}`);
    for (const { reject } of pending.values()) reject(ended);
  };
  const ask = (call: keyof RotationWork, ...parameters: unknown[]) => {
    if (ended !== null) return Promise.reject(ended);
    const asked = Promise.withResolvers<unknown>();
    const id = nextId++;
    pending.set(id, asked);
    worker.postMessage({ id, call, parameters } satisfies WorkerRequest);
    return asked.promise;
  };
  return {
    encodeFiles: (tables) => ask("encodeFiles", tables) as ReturnType<RotationWork["encodeFiles"]>,
    encodeRows: (messages) => ask("encodeRows", messages) as ReturnType<RotationWork["encodeRows"]>,
    encode: (messages) => ask("encode", messages) as ReturnType<RotationWork["encode"]>,
    [Symbol.dispose]: () => worker.terminate(),
  };
}
