import type { IncomingMessage } from "../broker/mod.ts";
import { PipelineError } from "../common/mod.ts";
import { Rotations, type RotationsOptions } from "./rotation.ts";
import { type Ownership, type PartitionBroker, takeOver } from "./takeover.ts";

/** What a partition's sink is given. */
export interface PartitionSinkOptions<Memory, Summary extends object>
  extends Omit<RotationsOptions<Memory, Summary>, "onRefused" | "onFailed"> {
  readonly broker: PartitionBroker;
  /** The offset after which nothing more is waited for; reached, the buffer is committed at once. */
  readonly endOffset: number;
  onResume(offset: number): void;
  /** Messages that were handed over and will be read again. */
  onDropped(messages: number): void;
  /** Goes on past a message on which the stage fails each time, as far as the stage can refuse it. */
  readonly skipPoison?: boolean | undefined;
  /** A failure that starting again would not fix. */
  onFailure(error: unknown): void;
  log(message: string, fields: Record<string, unknown>): void;
}

/** How long a member that was fenced waits for a rebalance to tell it why, before it takes its partition back: some heartbeats. */
const FENCED_WAIT_MS = 6_000;
const RETRY_WAIT_MS = 1_000;
/** Times that a message is processed before it is said to be at fault. */
const MAX_TRIES = 3;
/** Commits in a row that may fail for a reason that is not known. */
const MAX_UNKNOWN_FAILURES = 5;
const SETTLE_MS = 2_000;

/**
 * The sink of one partition for one assignment: takes it over, hands what comes to its {@linkcode Rotations}, and gives it up. All of it
 * runs one step after the other in a queue of its own, but for a rotation: while one is under way, the next buffer is filled.
 */
export class PartitionSink<Memory, Summary extends object> {
  readonly #options: PartitionSinkOptions<Memory, Summary>;
  readonly #rotations: Rotations<Memory, Summary>;
  #queue: Promise<void> = Promise.resolve();
  /** Ends waits and retries: the partition is being given up, with or without a last commit. */
  readonly #stopping = new AbortController();
  #retired = false;
  #owned: Ownership<Memory> | null = null;
  #unknownFailures = 0;
  /** The message on which the stage failed last, and how often in a row. */
  #failing = { offset: -1, tries: 0, cause: "" };

  constructor(options: PartitionSinkOptions<Memory, Summary>) {
    this.#options = options;
    this.#rotations = new Rotations({
      ...options,
      onCommit: (commit) => {
        this.#unknownFailures = 0;
        options.onCommit(commit);
      },
      onRefused: (error) => this.#startOver(error),
      onFailed: async (error) => {
        // Another rotation would commit an offset behind rows that were not written.
        await this.#release();
        this.#fail(error);
      },
    });
    this.#enqueue(() => this.#takeOver());
  }

  /** The next offset that a successor would read; -1 until the partition is taken over. */
  get committedOffset(): number {
    return this.#rotations.committedOffset;
  }

  /**
   * Takes messages, and commits when a limit is reached. Resolves when it is ready for more.
   *
   * @param nextOffset before which there is no other message
   */
  take(messages: readonly IncomingMessage[], nextOffset = (messages.at(-1)?.offset ?? -1) + 1): Promise<void> {
    // Messages that were fetched under an ownership that has ended since are behind a gap: the new one reads from its own offset.
    const owned = this.#owned, rotations = this.#rotations;
    return this.#enqueue(async () => {
      for (let index = 0; index < messages.length; index++) {
        const message = messages[index]!;
        if (owned === null || owned !== this.#owned) return this.#options.onDropped(messages.length - index);
        if (message.offset < rotations.nextOffset) this.#options.onDropped(1);
        else {
          // What is before it is sound, and must not wait for it.
          if (message.offset === this.#failing.offset) await this.#rotate();
          try {
            this.#process(message, owned.memory);
          } catch (error) {
            this.#options.onDropped(messages.length - index);
            return await this.#tryAgain(message, owned, error);
          }
        }
        // Past a message that failed nothing before it must be read again, or a second one beside it would make both fail for ever.
        if (rotations.isFull || message.offset === this.#failing.offset) await this.#rotate();
      }
      if (owned !== null && owned === this.#owned) await this.#passTo(nextOffset);
    });
  }

  #process(message: IncomingMessage, memory: Memory): void {
    const { offset, tries, cause } = this.#failing;
    if (message.offset === offset && tries >= MAX_TRIES) this.#rotations.refuse(message, cause);
    else this.#rotations.take(message, memory);
  }

  /**
   * A stage computes: on the same memory and message it fails each time, or it was not the message. After a failure neither memory nor
   * batch can be used on, so the partition is taken over again.
   */
  async #tryAgain({ offset }: IncomingMessage, owned: Ownership<Memory>, error: unknown): Promise<void> {
    await this.#rotations.ended;
    if (owned !== this.#owned) return; // the rotation has failed meanwhile, and what was dropped is being read again
    // First of all: what is handed over next would else be committed behind this message.
    await this.#release();
    if (error instanceof PipelineError) throw error; // the stage knows what is wrong, and it is not the message
    const { home: { writer: { topic }, partition }, skipPoison = false, clock, log } = this.#options;
    const tries = this.#failing.offset === offset ? this.#failing.tries + 1 : 1;
    this.#failing = { offset, tries, cause: String(error) };
    const fields = { topic, partition, offset, tries, error: String(error) };
    if (tries < MAX_TRIES) log("a message cannot be processed, taking the partition over again", fields);
    else if (skipPoison && this.#rotations.canRefuse) log("a message cannot be processed, going on without it", fields);
    else throw poisonError(topic, partition, offset, error);
    await clock.sleep(RETRY_WAIT_MS, this.#stopping.signal);
    await this.#takeOver();
  }

  /** Goes over offsets that hold no message, such as those of a transaction's markers: else the end would never be reached. */
  pass(fromOffset: number, nextOffset: number): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#owned !== null && fromOffset <= this.#rotations.nextOffset) await this.#passTo(nextOffset);
    });
  }

  async #passTo(nextOffset: number): Promise<void> {
    this.#rotations.passTo(nextOffset);
    if (this.#rotations.nextOffset >= this.#options.endOffset) await this.#rotate();
  }

  /** Commits the buffer in time for its oldest message. */
  commitIfOld(): Promise<void> {
    return this.#rotateIf(() => this.#rotations.isDue);
  }

  /** Commits the buffer as there is nothing more to read, unless the rotation before it has just begun. */
  commitIdle(): Promise<void> {
    return this.#rotateIf(() => this.#rotations.isSpaced);
  }

  #rotateIf(isTime: () => boolean): Promise<void> {
    // It would wait for its end, and what is to be taken meanwhile would wait behind it. There is a next time.
    if (this.#rotations.isRunning) return Promise.resolve();
    return this.#enqueue(async () => {
      if (isTime()) await this.#rotate();
    });
  }

  /** Commits what is buffered and gives the partition up. */
  async finish(): Promise<void> {
    this.#stopping.abort();
    await this.#enqueue(() => this.#rotate());
    await this.#rotations.ended;
    await this.#settle();
    await this.retire();
  }

  /**
   * The broker answers a commit before all of it is in the topics, but takes the next one only afterwards: whoever reads the topics once
   * this sink has finished reads all of it. Where the broker is slow or gone, nothing is lost by not waiting.
   */
  async #settle(): Promise<void> {
    const waited = new AbortController();
    const settled = this.#owned?.transactor.commit({ sends: [] }).catch(() => {});
    await Promise.race([settled, this.#options.clock.sleep(SETTLE_MS, waited.signal)]);
    waited.abort();
  }

  /** Gives the partition up; what is buffered is dropped, and read again by the next owner. */
  async retire(): Promise<void> {
    this.#stopping.abort();
    this.#retired = true;
    await this.#queue;
    await this.#rotations.ended;
    await this.#release();
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      if (this.#retired) return;
      try {
        await step();
      } catch (error) {
        this.#fail(error);
      }
    });
    return this.#queue;
  }

  /** To be fenced is no failure once the partition is given up: the next owner does again what this one could not commit. */
  #fail(error: unknown): void {
    const { home: { writer: { topic }, partition }, log, onFailure } = this.#options;
    if (!this.#retired || codeOf(error) !== "fenced") return onFailure(error);
    log("gave a partition up with its rotation under way", { topic, partition, error: String(error) });
  }

  /** Resolves when there is room again: when the rotation before this one has ended. */
  async #rotate(): Promise<void> {
    await this.#rotations.ended;
    if (this.#owned !== null) this.#rotations.start(this.#owned);
  }

  async #startOver(error: unknown): Promise<void> {
    const code = codeOf(error);
    if (code !== "internal" && !isRetriable(error)) throw error;
    // What nobody knows may be the message's own fault: to try it again and again would let the partition stand still for ever.
    if (code === "internal" && ++this.#unknownFailures >= MAX_UNKNOWN_FAILURES) throw error;
    const { writer: { topic }, partition } = this.#options.home;
    this.#options.log("commit failed, taking the partition over again", { topic, partition, error: String(error) });
    await this.#release();
    if (this.#stopping.signal.aborted) throw error;
    await this.#options.clock.sleep(code === "fenced" ? FENCED_WAIT_MS : RETRY_WAIT_MS, this.#stopping.signal);
    await this.#takeOver();
  }

  /** Tries until it holds the partition, or is retired: while the broker is away, the subscription decides when to give up. */
  async #takeOver(): Promise<void> {
    const { broker, home, stage, clock, onResume, log, onStep } = this.#options;
    const { writer: { topic }, partition } = home;
    while (!this.#stopping.signal.aborted) {
      try {
        const owned = await takeOver(broker, home, stage, onStep);
        const { epoch, resumeOffset, readAgainTo } = owned;
        this.#owned = owned;
        this.#rotations.begin(owned);
        if (this.#retired) return;
        onStep?.("resume");
        log("took partition over", { topic, partition, epoch, offset: resumeOffset });
        if (readAgainTo !== null) {
          log("rows from the group's offset on were in the lake: they are taken out and read again", {
            topic,
            partition,
            from: resumeOffset,
            to: readAgainTo - 1,
          });
        }
        return onResume(resumeOffset);
      } catch (error) {
        if (!isRetriable(error)) throw error;
        log("could not take the partition over yet", { topic, partition, error: String(error) });
        await clock.sleep(codeOf(error) === "fenced" ? FENCED_WAIT_MS : RETRY_WAIT_MS, this.#stopping.signal);
      }
    }
  }

  async #release(): Promise<void> {
    const owned = this.#owned;
    this.#owned = null;
    this.#options.onDropped(this.#rotations.drop());
    await owned?.transactor.close();
  }
}

const poisonError = (topic: string, partition: number, offset: number, cause: unknown) =>
  new PipelineError(
    "poison_message",
    `Cannot process ${topic}-${partition} at offset ${offset} in ${MAX_TRIES} tries: ${
      cause instanceof Error ? cause.message : String(cause)
    }`,
    {
      hint:
        "this is a fault of the program, please report it; to reject the message and go on: deno task consume --skip-poison",
      cause,
    },
  );

const codeOf = (error: unknown) => error instanceof PipelineError ? error.code : "internal";
const isRetriable = (error: unknown) => error instanceof PipelineError && error.isRetriable;
