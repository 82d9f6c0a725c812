import type { IncomingMessage } from "../broker/mod.ts";
import { type Clock, PipelineError } from "../common/mod.ts";
import { formatManifest, type Manifest, manifestKey, publish } from "../lake/mod.ts";
import { RotationBuffer, type RotationLimits } from "./buffer.ts";
import type { SinkCommit } from "./commit.ts";
import { writeParts, type WrittenTable } from "./parts.ts";
import type { Stage, TableRows } from "./stage.ts";
import type { OnSinkStep } from "./step.ts";
import type { Ownership, PartitionHome } from "./takeover.ts";
import type { RotationWork } from "./worker/work.ts";

/** What the rotations of a partition are given. */
export interface RotationsOptions<Memory, Summary extends object> {
  readonly home: PartitionHome;
  readonly stage: Stage<Memory, Summary>;
  readonly limits: RotationLimits;
  readonly work: RotationWork;
  readonly clock: Clock;
  onCommit(commit: SinkCommit<Summary>): void;
  onStep?: OnSinkStep | undefined;
  /** The broker refused a commit, or nobody knows whether it took it. No other rotation begins until this resolves. */
  onRefused(error: unknown): Promise<void>;
  /** Rows could not be written or published, or `onRefused` has failed. No other rotation begins until this resolves. */
  onFailed(error: unknown): Promise<void>;
}

/**
 * The rotations of a partition, one after the other: while one buffer is written and committed, the other one is filled.
 */
export class Rotations<Memory, Summary extends object> {
  readonly #options: RotationsOptions<Memory, Summary>;
  #filling: RotationBuffer<Memory, Summary>;
  #committing: RotationBuffer<Memory, Summary>;
  /** Never rejects. */
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  #oldestMs = 0;
  /** When the last rotation began, or the owner. */
  #startMs = 0;
  #nextOffset = -1;
  /** Where the last rotation that was begun ends. */
  #rotatedOffset = -1;
  #committedOffset = -1;
  /** Committed with an offset before which no row was added. */
  #metadata = "";
  /** By table how far its log is for the partition. */
  #reaches = new Map<string, number>();
  #lastMs = 0;

  constructor(options: RotationsOptions<Memory, Summary>) {
    this.#options = options;
    this.#filling = new RotationBuffer(options.stage.openBatch());
    this.#committing = new RotationBuffer(options.stage.openBatch());
  }

  /** The offset that is taken next; -1 until an owner has begun. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** The offset that a successor would read next; -1 until an owner has begun. */
  get committedOffset(): number {
    return this.#committedOffset;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Resolves when the rotation that is under way has ended, well or not. */
  get ended(): Promise<void> {
    return this.#running;
  }

  /** A limit of rows or bytes is reached. */
  get isFull(): boolean {
    return this.#filling.isFull(this.#options.limits);
  }

  /** It is time for the oldest message: as much before the limit as the last rotation took, but for half of the limit at most. */
  get isDue(): boolean {
    return this.#isPending && this.#hasWaited(this.#oldestMs);
  }

  /** Something waits, and a rotation now would be no closer to the last one than where messages come without a pause. */
  get isSpaced(): boolean {
    return this.#isPending && this.#hasWaited(this.#startMs);
  }

  #hasWaited(sinceMs: number): boolean {
    const { clock, limits: { ageMs } } = this.#options;
    return clock.now() - sinceMs >= ageMs - Math.min(this.#lastMs, ageMs / 2);
  }

  /** Something waits for the next rotation: rows, or offsets that hold none. */
  get #isPending(): boolean {
    return this.#nextOffset > this.#rotatedOffset;
  }

  /** A new owner begins where it found the partition. */
  begin({ resumeOffset, metadata, reaches }: Ownership<Memory>): void {
    this.#nextOffset = this.#rotatedOffset = this.#committedOffset = resumeOffset;
    this.#metadata = metadata;
    this.#startMs = this.#options.clock.now();
    this.#reaches = new Map(reaches);
  }

  take(message: IncomingMessage, memory: Memory): void {
    this.#fill(message, () => this.#filling.take(message, memory));
  }

  /** Whether {@linkcode refuse} can be called. */
  get canRefuse(): boolean {
    return this.#filling.batch.refuse !== undefined;
  }

  /** Takes a message on which the stage fails, for its cause. */
  refuse(message: IncomingMessage, cause: string): void {
    this.#fill(message, () => this.#filling.refuse(message, cause));
  }

  #fill({ offset }: IncomingMessage, fill: () => void): void {
    const { onStep, clock } = this.#options;
    onStep?.("buffer");
    if (!this.#isPending) this.#oldestMs = clock.now();
    fill();
    this.#nextOffset = offset + 1;
  }

  /** There is no other message before `nextOffset`. */
  passTo(nextOffset: number): void {
    if (!this.#isPending) this.#oldestMs = this.#options.clock.now();
    this.#nextOffset = Math.max(this.#nextOffset, nextOffset);
  }

  /** @returns how many messages were dropped: they will be read again */
  drop(): number {
    const messages = this.#filling.messages + this.#committing.messages;
    this.#filling.clear();
    this.#committing.clear();
    return messages;
  }

  /** Begins a rotation if something waits for one. The one before must have ended. */
  start(owned: Ownership<Memory>): void {
    if (!this.#isPending) return;
    [this.#filling, this.#committing] = [this.#committing, this.#filling];
    this.#rotatedOffset = this.#nextOffset;
    this.#isRunning = true;
    this.#running = this.#commit(owned, this.#committing, this.#rotatedOffset)
      .catch(this.#options.onFailed)
      .finally(() => void (this.#isRunning = false));
  }

  async #commit(
    { epoch, transactor }: Ownership<Memory>,
    buffer: RotationBuffer<Memory, Summary>,
    nextOffset: number,
  ): Promise<void> {
    const { home: { lake, writer: { groupId, topic }, partition }, work, clock, onCommit, onStep, onRefused } =
      this.#options;
    const startMs = this.#startMs = clock.now();
    const { batch } = buffer;
    const tables = batch.tables();
    const place = { topic, partition, epoch, firstOffset: this.#committedOffset, nextOffset };
    const hasRows = tables.some(({ rowsByKey }) => rowsByKey.size > 0);
    const metadata = hasRows ? manifestKey(place) : this.#metadata;
    let writtenMs = startMs;
    const writing = this.#write(place, tables).finally(() => void (writtenMs = clock.now()));
    const written = writing.then(() => null, (error: unknown) => ({ error }));
    // After the files, which take longest as they are flushed: the Worker makes messages while they are written.
    const sends = batch.sends(work);
    try {
      // What is sent counts with the commit, which waits for parts and manifest: no offset is committed before its rows are durable.
      await transactor.commit({ sends, after: writing, nextOffset, metadata });
    } catch (error) {
      const failure = await written;
      // Whether it was committed is not known, so the parts stay: the takeover reads the committed offset, which names their manifest.
      if (error !== failure?.error) return await onRefused(error);
      throw error;
    }
    const committedMs = clock.now();
    const { manifest, rows, files } = await writing;
    if (manifest !== null) {
      // Before the next rotation commits: a successor publishes the one manifest that the committed offset names.
      try {
        await publish((table) => (onStep?.("publish"), lake.logOf(table)), groupId, manifest);
      } catch (error) {
        if (error instanceof PipelineError && error.code === "fenced") return await onRefused(error);
        throw error;
      }
      for (const { table } of manifest.tables) this.#reaches.set(table, nextOffset);
    }
    onStep?.("published");
    const endMs = clock.now();
    this.#lastMs = endMs - startMs;
    this.#metadata = metadata;
    this.#committedOffset = nextOffset;
    const { timestampsMs } = buffer, summary = batch.summary();
    buffer.clear();
    onCommit({
      ...summary,
      rows,
      files,
      partition,
      nextOffset,
      seconds: (endMs - startMs) / 1000,
      transactionSeconds: (committedMs - writtenMs) / 1000,
      timestampsMs,
    });
  }

  /** Stores parts and the manifest that lists them; without rows, nothing. */
  async #write(
    place: Omit<Manifest, "tables">,
    tables: readonly TableRows[],
  ): Promise<{ manifest: Manifest | null; rows: number; files: number }> {
    const { home: { lake: { store } }, work, onStep } = this.#options;
    const written = await writeParts(store, place, tables, work, onStep);
    const counts = { rows: sum(written, ({ rows }) => rows), files: sum(written, ({ files }) => files.length) };
    if (written.length === 0) return { manifest: null, ...counts };
    const listed = written.map(({ table, files }) => ({ table, after: this.#reaches.get(table)!, files }));
    const manifest: Manifest = { ...place, tables: listed };
    onStep?.("manifest");
    await store.put(manifestKey(manifest), formatManifest(manifest));
    return { manifest, ...counts };
  }
}

const sum = (tables: readonly WrittenTable[], of: (table: WrittenTable) => number) =>
  tables.reduce((total, table) => total + of(table), 0);
