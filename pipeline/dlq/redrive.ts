import {
  describeTopics,
  type Kafka,
  keyPartitioner,
  openTransactor,
  type OutgoingMessage,
  readTopic,
  type TransactionStep,
  type Transactor,
} from "../broker/mod.ts";
import { PipelineError } from "../common/mod.ts";
import { encodeSends, OffsetLedger } from "../records/mod.ts";
import { redriveOrigin, type RuleSet } from "../reading/mod.ts";
import type { LetterFilter } from "./letter.ts";
import { Triage, type TriageCount } from "./triage.ts";

/** Which dead letters go back, and by which rules. */
export interface RedriveOptions {
  readonly rawTopic: string;
  readonly deadLetterTopic: string;
  readonly rules: RuleSet;
  readonly filter: LetterFilter;
  /** At most so many go back; all where it is not given. */
  readonly limit?: number | undefined;
  /** False for a dry run, which sends nothing. */
  readonly go: boolean;
}

/** What a redrive is given to work with. */
export interface RedriveEffects {
  /** Ends it cleanly: what was judged is sent. */
  readonly signal?: AbortSignal;
  onProgress?(sent: number): void;
  /** Told of each step of a transaction that is about to be done, for tests of what a crash there leaves. */
  onStep?: (step: TransactionStep) => void;
}

/** Whose transactions redrives are: one for all of them, so that any two fence each other. */
const REDRIVE_GROUP = "air-quality-redrive";
const TRANSACTION_MESSAGES = 5_000;

/**
 * Judges each dead letter again and, with `go`, returns the ones that the rules accept now through the raw topic, each exactly once
 * however often it is killed and begun again, and by whomever. The order is what makes it so:
 *
 * 1. Fence every other redrive, one transactor for each dead-letter partition. A transaction of theirs is aborted, or there to be read.
 * 2. Read from the raw topic itself what has gone back. Before 1 it could miss their last commit, and letters would go back twice.
 * 3. Send the rest, in transactions of the partition that they lie in.
 *
 * A failed commit ends it: whether it was done is for the next redrive to read.
 *
 * @throws {PipelineError} `fenced` where another redrive was begun meanwhile; `broker_unreachable`, `topic_mismatch`, `message_refused`
 *
 * @example
 * ```ts
 * import { redrive } from "./mod.ts";
 * import type { Kafka } from "../broker/mod.ts";
 * import { DEFAULT_RULE_SET } from "../reading/mod.ts";
 * export const acceptedNow = async (kafka: Kafka, rawTopic: string, deadLetterTopic: string) => {
 *   const options = { rawTopic, deadLetterTopic, rules: DEFAULT_RULE_SET, filter: {}, go: false };
 *   return (await redrive(kafka, options, {})).candidates;
 * };
 * ```
 */
export async function redrive(
  kafka: Kafka,
  options: RedriveOptions,
  effects: RedriveEffects,
): Promise<TriageCount & { sent: number }> {
  const { rawTopic, deadLetterTopic, limit = Infinity, go } = options;
  const reading = effects.signal === undefined ? {} : { signal: effects.signal };
  const [raw, deadLetters] = await describeTopics(kafka, [rawTopic, deadLetterTopic]);
  const lanes = new Map<number, Lane>();
  let sent = 0;
  try {
    for (const { partition } of go ? deadLetters!.partitions : []) {
      const id = { groupId: REDRIVE_GROUP, topic: deadLetterTopic, partition };
      const transactor = await openTransactor(kafka, id, effects.onStep);
      lanes.set(partition, { transactor, waiting: [], sending: Promise.resolve() });
    }
    const redriven = await readOrigins(kafka, rawTopic, deadLetterTopic, reading);
    effects.signal?.throwIfAborted();
    const triage = new Triage({ ...options, redriven });
    const choose = keyPartitioner(rawTopic, raw!.partitions.length);
    let chosen = 0;
    const commit = async ({ transactor }: Lane, messages: OutgoingMessage[]) => {
      await transactor.commit({ sends: encodeSends(rawTopic, choose, messages) });
      sent += messages.length;
      effects.onProgress?.(sent);
    };
    /** Reading goes on while a lane's transaction is on its way; its next one waits for it. */
    const send = async (lane: Lane) => {
      const messages = lane.waiting;
      lane.waiting = [];
      await lane.sending;
      if (messages.length > 0) lane.sending = commit(lane, messages);
      lane.sending.catch(() => {}); // whoever waits for it next gets the error
    };
    await readTopic(kafka, deadLetterTopic, async (messages) => {
      for (const message of messages) {
        const back = triage.take(message), lane = lanes.get(message.partition);
        if (back === null || lane === undefined || chosen >= limit) continue;
        chosen++;
        lane.waiting.push(back);
        if (lane.waiting.length >= TRANSACTION_MESSAGES) await send(lane);
      }
    }, reading);
    await Promise.all([...lanes.values()].map(send));
    await Promise.all([...lanes.values()].map(({ sending }) => sending));
    await Promise.all([...lanes.values()].map(settle));
    return { ...triage.count, sent };
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== "fenced") throw error;
    throw new PipelineError("fenced", `Cannot continue this redrive of ${deadLetterTopic} as another one has started`, {
      hint: "wait for the other one to end, then run this again: no message is returned twice",
      cause: error,
    });
  } finally {
    await Promise.allSettled([...lanes.values()].map(({ sending }) => sending)); // none goes on behind the caller's back
    await Promise.all([...lanes.values()].map(({ transactor }) => transactor.close()));
  }
}

/**
 * The broker answers a commit before its messages can be read, but takes the next one only afterwards: a consumer that is started now
 * finds them all. Whatever prevents it, they were committed.
 */
async function settle({ transactor }: Lane): Promise<void> {
  await transactor.commit({ sends: [] }).catch(() => {});
}

/** What goes back from one partition of the dead-letter topic. */
interface Lane {
  readonly transactor: Transactor;
  waiting: OutgoingMessage[];
  sending: Promise<void>;
}

/** The dead letters that have gone back, by what the raw topic says. */
async function readOrigins(
  kafka: Kafka,
  rawTopic: string,
  deadLetterTopic: string,
  options: { signal?: AbortSignal },
): Promise<OffsetLedger> {
  const origins = new OffsetLedger();
  await readTopic(kafka, rawTopic, (messages) => {
    for (const { headers } of messages) {
      const origin = redriveOrigin(headers);
      if (origin?.topic === deadLetterTopic) origins.add(origin.partition, origin.offset);
    }
  }, options);
  return origins;
}
