import { type Kafka, remadeTopic } from "../broker/mod.ts";
import { PipelineError } from "../common/mod.ts";
import type { RunFacts } from "../facts/mod.ts";
import { RUN_HEADER } from "../reading/mod.ts";
import type { Codec } from "../records/mod.ts";
import { kafkaTopic, type RawTopic } from "./raw_topic.ts";
import { type Outgoing, replay, type ReplayOptions } from "./replay.ts";
import { formatRunId } from "./run_id.ts";
import { findSentRun, type SentRun, settledRun } from "./sent_run.ts";
import { identifyFile, type SourceFile } from "./source_file.ts";

/** What to do where the topic already holds messages of the file, sent as the same station. */
export type Existing = "refuse" | "resume" | "again";

/** A replay and the topic that it goes to. */
export interface ProduceOptions extends Omit<ReplayOptions, "file" | "run" | "resume" | "publish"> {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly path: string;
  /** What messages are written with; gzip where absent. */
  readonly codec?: Codec | undefined;
  /** "again", a new run without a look at the topic, unless set. */
  readonly existing?: Existing;
  /** With "resume", called with where it goes on; null where the topic holds nothing of the file. */
  readonly onResume?: (sent: SentRun | null) => void;
}

/**
 * Replays a CSV into a topic, each message with the id of the run in the header `airquality.run`. To resume is to go on after the last
 * line that the topic holds of the newest run, whatever ended it: the facts are those of the whole run.
 *
 * The timestamp of a message is the time of its sending: with that of a reading of 2004, a broker's retention would delete them at once.
 *
 * @returns the facts of the run, for `writeRun` to keep
 * @throws {PipelineError} those of {@linkcode replay}; `broker_unreachable`; `topic_mismatch`, also where the topic holds the file and
 * that is refused, or its run cannot be resumed; `usage` for a loop to be resumed. The signal's reason, during the look at the topic
 *
 * @example
 * ```ts
 * import { connectKafka } from "../broker/mod.ts";
 * import { systemClock } from "../common/mod.ts";
 * import { produce } from "./mod.ts";
 * export const resume = (path: string) =>
 *   produce({
 *     kafka: connectKafka({ brokers: ["127.0.0.1:9092"] }),
 *     topic: "air_quality.raw",
 *     path,
 *     existing: "resume",
 *     stationId: "uci",
 *     startedAt: new Date().toISOString(),
 *     pace: { kind: "max" },
 *     clock: systemClock,
 *     signal: new AbortController().signal,
 *   });
 * ```
 */
export async function produce({ kafka, topic, codec, ...options }: ProduceOptions): Promise<RunFacts> {
  return await produceTo(kafkaTopic(kafka, topic, options.signal, codec), options);
}

/** {@linkcode produce} with the topic as an effect. */
export async function produceTo(
  topic: RawTopic,
  options: Omit<ProduceOptions, "kafka" | "topic" | "codec">,
): Promise<RunFacts> {
  const { path, startedAt, clock, existing = "again", loop: looped = false } = options;
  if (looped && existing === "resume") {
    throw new PipelineError("usage", "Cannot resume a loop: expected a run that ends with the file");
  }
  const calledMs = clock.now();
  const file = await identifyFile(path);
  const topicId = await topic.id();
  const sent = await lookFor(topic, file, existing, options);
  const publisher = await topic.openPublisher();
  const run = sent?.run ?? formatRunId({ startedAt, sha256: file.sha256, looped });
  const headers = { [RUN_HEADER]: run };
  const publish = (batch: Outgoing[]) => publisher.publish(batch.map(({ key, value }) => ({ key, value, headers })));
  const factsOf = async (facts: Omit<RunFacts, "topic">): Promise<RunFacts> => {
    const now = await topic.id();
    // What was sent to the former topic is gone with it.
    if (now !== topicId) throw remadeTopic(topic.name, `its id was ${topicId} and is ${now}`);
    return { ...facts, topic: topic.name, ...(topicId === null ? {} : { topicId }) };
  };
  try {
    if (sent === null) return await factsOf(await replay({ ...options, file, run, publish }));
    const onClock = (timestampMs: number) => calledMs + timestampMs - Date.parse(startedAt);
    const resume = {
      sentLine: sent.sourceLine,
      sentMs: onClock(sent.sentAtMs),
      beganMs: onClock(Date.parse(sent.startedAt)),
    };
    return await factsOf(await replay({ ...options, startedAt: sent.startedAt, file, run, resume, publish }));
  } finally {
    await publisher.close();
  }
}

/** The run to go on with; null for a new one. */
async function lookFor(
  topic: RawTopic,
  { name, sha256 }: SourceFile,
  existing: Existing,
  { stationId, clock, signal, onResume }: Omit<ProduceOptions, "kafka" | "topic">,
): Promise<SentRun | null> {
  if (existing === "again") return null;
  const look = () => findSentRun(topic, { stationId, sha256 });
  if (existing === "refuse") {
    const sent = await look();
    if (sent === null) return null;
    throw new PipelineError(
      "topic_mismatch",
      `Cannot send ${name} to ${topic.name} as run ${sent.run} has already sent it up to line ${sent.sourceLine}`,
      { hint: "send only the missing lines with --resume, or the whole file as a new run with --again" },
    );
  }
  const sent = await settledRun(look, { clock, signal });
  if (sent?.looped) {
    throw new PipelineError(
      "topic_mismatch",
      `Cannot resume run ${sent.run} of ${name} in ${topic.name} as it was a loop: expected a run that ends with the file`,
      { hint: "send the whole file as a new run with --again" },
    );
  }
  onResume?.(sent);
  return sent;
}
