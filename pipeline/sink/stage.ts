import type { IncomingMessage } from "../broker/mod.ts";
import type { Lake, TableDescription } from "../lake/mod.ts";
import type { EncodedSend } from "../records/mod.ts";
import type { FileColumns } from "../parquet/mod.ts";
import type { RotationWork } from "./worker/work.ts";

/**
 * A job of the engine: how the messages of a topic become rows of tables and messages of other topics. The engine knows messages,
 * rotation and takeover; a stage knows what is in them.
 *
 * ```
 * takeover: restore ─▶ memory      a message: batch.take(message, memory)      a rotation: batch.tables, batch.sends ─▶ batch.clear
 * ```
 *
 * @template Memory what the owner of a partition knows of the messages before
 * @template Summary what the stage says of a committed batch, for metrics
 */
export interface Stage<Memory, Summary extends object> {
  /** The tables of the lake that it alone writes. */
  readonly tables: readonly TableDescription[];
  /** The memory of a partition's owner. Called at each takeover, once the lake's rows end at the offset that is read next. */
  restore(kept: KeptRows): Promise<Memory>;
  /** Collects for one rotation. A partition has two: while one is written and committed, the other one is filled. */
  openBatch(): StageBatch<Memory, Summary>;
}

/** The rows of a partition that are in the lake. */
export interface KeptRows {
  readonly lake: Lake;
  readonly topic: string;
  readonly partition: number;
  /** The offset that is read next: all messages before it are in the lake. */
  readonly nextOffset: number;
}

/** What one rotation collects of one partition. The engine calls its methods one after the other. */
export interface StageBatch<Memory, Summary extends object> {
  /** Takes a message, which `memory` then knows. After a failure the memory is restored again, never used on. */
  take(message: IncomingMessage, memory: Memory): void;
  /** Takes a message on which `take` fails each time, without looking into it. A stage without it cannot go on past such a message. */
  refuse?(message: IncomingMessage, cause: string): void;
  /** The rows for the lake, as plain data that stays as it is until `clear`. */
  tables(): readonly TableRows[];
  /** The messages that are sent with the commit. Called right after `tables`; work on them may begin at once. */
  sends(work: RotationWork): AsyncIterable<EncodedSend> | Iterable<EncodedSend>;
  summary(): Summary;
  /** Forgets all that was taken: it is committed, or will be read again. */
  clear(): void;
}

/** Rows for one table of the lake. */
export interface TableRows {
  readonly table: TableDescription;
  readonly columns: FileColumns;
  /** Of each row the offset of the message that it was made of. */
  readonly offsets: Float64Array;
  /** By value of the table's partition column the rows that have it, in the order of offsets. */
  readonly rowsByKey: ReadonlyMap<string, readonly number[]>;
}
