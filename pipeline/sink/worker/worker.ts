import { PipelineError } from "../../common/mod.ts";
import type { OnSinkStep, SinkStep } from "../step.ts";
import type { RotationWork } from "./work.ts";

/** What is asked of the Worker. */
export interface WorkerRequest {
  readonly id: number;
  readonly call: keyof RotationWork;
  readonly parameters: readonly unknown[];
  /** Where steps are reported: the Worker reports each one, and waits until this is no longer `WAIT`. */
  readonly gate: Int32Array | null;
}

/** What the Worker says. */
export type Answer =
  | { readonly id: number; readonly step: SinkStep }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly stack: string | undefined } };

/** What a gate holds: the Worker waits, goes on, or fails. */
export const WAIT = 0, PASS = 1, STOP = 2;

interface Pending extends PromiseWithResolvers<unknown> {
  readonly gate: Int32Array | null;
  readonly onStep: OnSinkStep | undefined;
  /** What `onStep` has thrown. */
  stoppedBy?: unknown;
}

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
  const pending = new Map<number, Pending>();
  let nextId = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = pending.get(data.id)!;
    if ("step" in data) return passStep(asked, data.step);
    pending.delete(data.id);
    if ("result" in data) asked.resolve(data.result);
    else asked.reject(asked.stoppedBy ?? Object.assign(new Error(), data.error));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    ended = new PipelineError("internal", `Cannot write what was read as the Worker has ended: ${event.message}`);
    for (const { reject } of pending.values()) reject(ended);
  };
  const ask = (call: keyof RotationWork, parameters: readonly unknown[], onStep?: OnSinkStep) => {
    if (ended !== null) return Promise.reject(ended);
    const gate = onStep === undefined ? null : new Int32Array(new SharedArrayBuffer(4));
    const asked: Pending = { ...Promise.withResolvers<unknown>(), gate, onStep };
    const id = nextId++;
    pending.set(id, asked);
    worker.postMessage({ id, call, parameters, gate } satisfies WorkerRequest);
    return asked.promise;
  };
  return {
    writeTables: (lakeDir, tables, onStep) => ask("writeTables", [lakeDir, tables], onStep) as Promise<void>,
    encode: (messages) => ask("encode", [messages]) as ReturnType<RotationWork["encode"]>,
    [Symbol.dispose]: () => worker.terminate(),
  };
}

/** What `onStep` does there, such as to end the process, happens before the Worker goes on. */
function passStep(asked: Pending, step: SinkStep): void {
  const gate = asked.gate!;
  try {
    asked.onStep!(step);
    Atomics.store(gate, 0, PASS);
  } catch (error) {
    asked.stoppedBy = error;
    Atomics.store(gate, 0, STOP);
  }
  Atomics.notify(gate, 0);
}
