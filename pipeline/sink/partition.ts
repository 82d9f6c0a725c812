import type { IncomingMessage } from "../broker/mod.ts";
import { type Clock, PipelineError } from "../common/mod.ts";
import { type RuleSet, ruleSetVersion } from "../reading/mod.ts";
import { type Tally, tallyAccepted, tallyRejected } from "../validate/mod.ts";
import { RotationBuffer, type RotationLimits } from "./buffer.ts";
import { type ForwardTopics, sendsOf } from "./forward.ts";
import { writeParts } from "./parts.ts";
import type { SinkCommit } from "./commit.ts";
import { type OnSinkStep, tellTakeOver } from "./step.ts";
import { type Ownership, type PartitionBroker, type PartitionHome, takeOver } from "./takeover.ts";
import type { RotationWork } from "./work.ts";

/** What a partition's sink is given. */
export interface PartitionSinkOptions {
  readonly home: PartitionHome;
  readonly broker: PartitionBroker;
  /** The rules that messages are judged by. */
  readonly rules: RuleSet;
  readonly limits: RotationLimits;
  /** Null leaves both topics out; offsets are committed all the same. */
  readonly forward: ForwardTopics | null;
  readonly work: RotationWork;
  readonly clock: Clock;
  /** The offset after which nothing more is waited for; reached, the buffer is committed at once. */
  readonly endOffset: number;
  onResume(offset: number): void;
  /** Counts every verdict. */
  readonly tally: Tally;
  /** Messages that were handed over and will be read again. */
  onDropped(messages: number): void;
  onCommit(commit: SinkCommit): void;
  /** A failure that starting again in a moment would not mend. */
  onFailure(error: unknown): void;
  log(message: string, fields: Record<string, unknown>): void;
  onStep?: OnSinkStep | undefined;
}

/** How long a member that was fenced waits for a rebalance to tell it why, before it takes its partition back: some heartbeats. */
const FENCED_WAIT_MS = 6_000;
const RETRY_WAIT_MS = 1_000;
/** Commits in a row that may fail for a reason that is not known. */
const MOST_UNKNOWN_FAILURES = 5;
const SETTLE_MS = 2_000;

/**
 * The sink of one partition for one assignment: takes it over, judges and buffers what comes, and at rotation writes the parts and
 * commits them. All of it runs one step after the other in a queue of its own, but for a rotation: while one is under way the next
 * buffer is filled, and the next rotation begins when it has ended.
 */
export class PartitionSink {
  readonly #options: PartitionSinkOptions;
  readonly #ruleSet: string;
  #queue: Promise<void> = Promise.resolve();
  /** Ends waits and retries: the partition is being given up, with or without a last commit. */
  readonly #stopping = new AbortController();
  #retired = false;
  #owned: Ownership | null = null;
  /** Is filled, while the other one is written and committed. */
  #buffer: RotationBuffer;
  #rotating: RotationBuffer;
  /** The rotation that is under way; it never rejects. */
  #rotation: Promise<void> = Promise.resolve();
  #isRotating = false;
  #oldestMs = 0;
  #nextOffset = -1;
  /** Where the last rotation that was begun ends. */
  #rotatedOffset = -1;
  #committedOffset = -1;
  #unknownFailures = 0;
  #lastRotationMs = 0;

  constructor(options: PartitionSinkOptions) {
    this.#options = options;
    this.#ruleSet = ruleSetVersion(options.rules);
    const forwards = options.forward !== null;
    this.#buffer = new RotationBuffer(forwards);
    this.#rotating = new RotationBuffer(forwards);
    this.#enqueue(() => this.#takeOver());
  }

  /** The next offset that a successor would read; -1 until the partition is taken over. */
  get committedOffset(): number {
    return this.#committedOffset;
  }

  /**
   * Judges and buffers messages, and commits when a limit is reached. Resolves when it is ready for more.
   *
   * @param nextOffset before which there is no other message
   */
  take(messages: readonly IncomingMessage[], nextOffset = (messages.at(-1)?.offset ?? -1) + 1): Promise<void> {
    // Messages that were fetched under an ownership that has ended since are behind a gap: the new one reads from its own offset.
    const owned = this.#owned;
    return this.#enqueue(async () => {
      for (let index = 0; index < messages.length; index++) {
        const message = messages[index]!;
        if (owned === null || owned !== this.#owned) return this.#options.onDropped(messages.length - index);
        if (message.offset < this.#nextOffset) this.#options.onDropped(1);
        else this.#add(message, owned);
        if (this.#buffer.isFull(this.#options.limits)) await this.#rotate();
      }
      if (owned !== null && owned === this.#owned) await this.#passTo(nextOffset);
    });
  }

  /** Goes over offsets that hold no message, such as those of a transaction's markers: else the end would never be reached. */
  pass(fromOffset: number, nextOffset: number): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#owned !== null && fromOffset <= this.#nextOffset) await this.#passTo(nextOffset);
    });
  }

  async #passTo(nextOffset: number): Promise<void> {
    if (!this.#isPending) this.#oldestMs = this.#options.clock.now();
    this.#nextOffset = Math.max(this.#nextOffset, nextOffset);
    if (this.#nextOffset >= this.#options.endOffset) await this.#rotate();
  }

  /** Commits the buffer in time for its oldest message: as much earlier as the last rotation took, but for half of the time at most. */
  commitIfOld(): Promise<void> {
    // It would wait for its end, and what is to be taken meanwhile would wait behind it. There is a next time.
    if (this.#isRotating) return Promise.resolve();
    return this.#enqueue(async () => {
      const { clock, limits: { ageMs } } = this.#options;
      const waitMs = ageMs - Math.min(this.#lastRotationMs, ageMs / 2);
      if (this.#isPending && clock.now() - this.#oldestMs >= waitMs) await this.#rotate();
    });
  }

  /** Commits what is buffered and gives the partition up. */
  async finish(): Promise<void> {
    this.#stopping.abort();
    await this.#enqueue(() => this.#rotate());
    await this.#rotation;
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
    await this.#rotation;
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
    const { home: { topic, partition }, log, onFailure } = this.#options;
    if (!this.#retired || !(error instanceof PipelineError) || error.code !== "fenced") return onFailure(error);
    log("gave a partition up with its rotation under way", { topic, partition, error: String(error) });
  }

  /** Something waits for the next rotation: rows, or offsets that hold none. */
  get #isPending(): boolean {
    return this.#nextOffset > this.#rotatedOffset;
  }

  #add(message: IncomingMessage, { validator }: Ownership): void {
    const { onStep, clock, tally } = this.#options;
    onStep?.("buffer");
    if (!this.#isPending) this.#oldestMs = clock.now();
    const { accepted } = this.#buffer;
    const rejection = validator.validate(message, accepted);
    this.#buffer.add(message, rejection);
    if (rejection === null) tallyAccepted(tally, accepted, accepted.length - 1);
    else tallyRejected(tally, rejection);
    this.#nextOffset = message.offset + 1;
  }

  /** Resolves when there is room again: when the rotation before this one has ended. */
  async #rotate(): Promise<void> {
    await this.#rotation;
    if (this.#owned === null || !this.#isPending) return;
    [this.#buffer, this.#rotating] = [this.#rotating, this.#buffer];
    this.#rotatedOffset = this.#nextOffset;
    this.#isRotating = true;
    this.#rotation = this.#commit(this.#owned, this.#rotating, this.#rotatedOffset)
      .catch(async (error) => {
        // Before another rotation can begin: it would commit an offset behind rows that were not written.
        await this.#release();
        this.#fail(error);
      })
      .finally(() => void (this.#isRotating = false));
  }

  async #commit({ epoch, transactor }: Ownership, buffer: RotationBuffer, nextOffset: number): Promise<void> {
    const { home, work, forward, clock, onCommit, onStep } = this.#options;
    const startMs = clock.now();
    const { topic, partition } = home;
    const { accepted, rejected } = buffer;
    const rotation = { topic, partition, epoch, ruleSet: this.#ruleSet, accepted, rejected };
    const sends = forward === null ? [] : sendsOf(rotation, forward, work);
    let writtenMs = startMs;
    const writing = writeParts(home.lakeDir, rotation, onStep, work).finally(() => void (writtenMs = clock.now()));
    const written = writing.then(() => null, (error: unknown) => ({ error }));
    try {
      // What is sent counts with the commit, which waits for the parts: no offset is committed before its rows are durable.
      await transactor.commit({ sends, after: writing, nextOffset });
    } catch (error) {
      const failure = await written;
      // Whether it was committed is not known, so the parts stay: the takeover reads the committed offset and sweeps by it.
      if (error !== failure?.error) return await this.#startOver(error);
      // A newer owner sweeps what this one is writing. Then the broker says that it is fenced, and no disk is to blame.
      const fenced = await transactor.commit({ sends: [] }).then(() => null, (refusal: unknown) => refusal);
      if (fenced === null) throw error;
      return await this.#startOver(fenced);
    }
    onStep?.("committed");
    this.#unknownFailures = 0;
    const endMs = clock.now();
    this.#lastRotationMs = endMs - startMs;
    this.#committedOffset = nextOffset;
    const { rows, timestampsMs } = buffer, missingRatio = buffer.missingRatio();
    buffer.clear();
    onCommit({
      partition,
      rows,
      files: await writing,
      nextOffset,
      seconds: (endMs - startMs) / 1000,
      transactionSeconds: (endMs - writtenMs) / 1000,
      missingRatio,
      timestampsMs,
    });
  }

  async #startOver(error: unknown): Promise<void> {
    const code = error instanceof PipelineError ? error.code : "internal";
    if (code !== "fenced" && code !== "broker_unreachable" && code !== "internal") throw error;
    // What nobody knows may be the message's own fault: to try it again and again would let the partition stand still for ever.
    if (code === "internal" && ++this.#unknownFailures >= MOST_UNKNOWN_FAILURES) throw error;
    const { topic, partition } = this.#options.home;
    this.#options.log("commit failed, taking the partition over again", { topic, partition, error: String(error) });
    await this.#release();
    if (this.#stopping.signal.aborted) throw error;
    await this.#options.clock.sleep(code === "fenced" ? FENCED_WAIT_MS : RETRY_WAIT_MS, this.#stopping.signal);
    await this.#takeOver();
  }

  /** Tries until it holds the partition, or is retired: while the broker is away, the subscription decides when to give up. */
  async #takeOver(): Promise<void> {
    const { home, rules, clock, onResume, log, onStep } = this.#options;
    const broker = onStep === undefined ? this.#options.broker : tellTakeOver(this.#options.broker, onStep);
    while (!this.#stopping.signal.aborted) {
      try {
        const owned = await takeOver(broker, home, rules);
        this.#owned = owned;
        this.#nextOffset = this.#rotatedOffset = this.#committedOffset = owned.resumeOffset;
        if (this.#retired) return;
        onStep?.("resume");
        const { topic, partition } = home;
        log("took partition over", { topic, partition, epoch: owned.epoch, offset: owned.resumeOffset });
        if (owned.readAgainTo !== null) {
          log("rows from the group's offset on were in the lake: they are taken out and read again", {
            topic,
            partition,
            from: owned.resumeOffset,
            to: owned.readAgainTo - 1,
          });
        }
        return onResume(owned.resumeOffset);
      } catch (error) {
        const code = error instanceof PipelineError ? error.code : "internal";
        if (code !== "fenced" && code !== "broker_unreachable" && code !== "lake_busy") throw error;
        log("could not take the partition over yet", {
          topic: home.topic,
          partition: home.partition,
          error: String(error),
        });
        await clock.sleep(code === "fenced" ? FENCED_WAIT_MS : RETRY_WAIT_MS, this.#stopping.signal);
      }
    }
  }

  async #release(): Promise<void> {
    const owned = this.#owned;
    this.#owned = null;
    this.#options.onDropped(this.#buffer.rows + this.#rotating.rows);
    this.#buffer.clear();
    this.#rotating.clear();
    await owned?.transactor.close();
  }
}
