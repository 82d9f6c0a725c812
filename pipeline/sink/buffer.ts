import type { IncomingMessage } from "../broker/mod.ts";
import type { StageBatch } from "./stage.ts";

/** When a buffer is written and committed: at the first limit that it reaches. */
export interface RotationLimits {
  /** Of messages. */
  readonly rows: number;
  /** Of message values, before compression. */
  readonly bytes: number;
  readonly ageMs: number;
}

/** What a partition's sink has taken since its last rotation. */
export class RotationBuffer<Memory, Summary extends object> {
  readonly batch: StageBatch<Memory, Summary>;
  /** Of the messages, milliseconds since 1970. */
  timestampsMs: number[] = [];
  #bytes = 0;

  constructor(batch: StageBatch<Memory, Summary>) {
    this.batch = batch;
  }

  get messages(): number {
    return this.timestampsMs.length;
  }

  take(message: IncomingMessage, memory: Memory): void {
    this.batch.take(message, memory);
    this.#count(message);
  }

  /** @throws {TypeError} where the stage refuses none */
  refuse(message: IncomingMessage, cause: string): void {
    this.batch.refuse!(message, cause);
    this.#count(message);
  }

  #count(message: IncomingMessage): void {
    this.timestampsMs.push(message.timestampMs);
    const { valueFrom = 0, valueTo = message.value?.length ?? 0 } = message;
    if (valueFrom >= 0) this.#bytes += valueTo - valueFrom;
  }

  isFull({ rows, bytes }: RotationLimits): boolean {
    return this.messages >= rows || this.#bytes >= bytes;
  }

  clear(): void {
    this.batch.clear();
    this.#bytes = 0;
    this.timestampsMs = [];
  }
}
