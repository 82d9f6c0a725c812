import {
  type Kafka,
  readBounds,
  readCommitted,
  readOpenEnds,
  readTopic,
  readTopicId,
  waitingOffsets,
} from "../broker/mod.ts";
import { PipelineError } from "../common/mod.ts";
import { type Proof, readKeptTopic, readRuns, type RunFacts, writeProof } from "../facts/mod.ts";
import type { LakeAt } from "../lake/mod.ts";
import { prove } from "../proof/mod.ts";

/** Which lake and which topics are compared with each other. */
export interface ProveRunOptions {
  readonly lake: LakeAt;
  readonly groupId: string;
  readonly rawTopic: string;
  /** Null where nothing was forwarded. */
  readonly cleanTopic: string | null;
  readonly deadLetterTopic: string | null;
  /** Lines of the source file, counted again; null where it is not at hand. */
  readonly fileLines: number | null;
  /** Called where the proof could not be kept in the lake, such as a full or read-only disk; without it that is an error. */
  onNotKept?(error: unknown): void;
}

/**
 * Proves a lake against the cluster that it came from, and keeps the outcome in the lake for reports.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_mismatch`
 */
export async function proveRun(kafka: Kafka, options: ProveRunOptions): Promise<Proof> {
  const { lake, rawTopic, cleanTopic, deadLetterTopic } = options;
  const bounds = await readBounds(kafka, rawTopic);
  const committed = await readCommitted(kafka, options.groupId, rawTopic);
  const openEnds = await readOpenEnds(kafka, rawTopic);
  const runs = (await readRuns(lake)).filter((run) => run.topic === rawTopic);
  const id = await readTopicId(kafka, rawTopic), keptId = await readKeptTopic(lake, rawTopic);
  const read = (topic: string) => (take: Parameters<typeof readTopic>[2]) => readTopic(kafka, topic, take);
  const proof = await prove({
    lake,
    topic: rawTopic,
    runs,
    remade: remadeTexts(rawTopic, id, keptId, runs),
    open: waitingOffsets(openEnds, bounds),
    fileLines: options.fileLines,
    raw: read(rawTopic),
    clean: cleanTopic === null ? null : read(cleanTopic),
    deadLetters: deadLetterTopic === null ? null : read(deadLetterTopic),
    progress: new Map(
      [...bounds].map((
        [partition, { low, high }],
      ) => [partition, { low, committed: committed.get(partition) ?? low, end: high }]),
    ),
    removed: { clean: await removedFrom(kafka, cleanTopic), deadLetters: await removedFrom(kafka, deadLetterTopic) },
  });
  try {
    await writeProof(lake, proof);
  } catch (error) {
    const isRefused = error instanceof PipelineError && error.code === "no_permission";
    if (!isRefused || options.onNotKept === undefined) throw error;
    options.onNotKept(error);
  }
  return proof;
}

/** How many offsets a topic has had and no longer keeps. */
async function removedFrom(kafka: Kafka, topic: string | null): Promise<number> {
  if (topic === null) return 0;
  return [...(await readBounds(kafka, topic)).values()].reduce((total, { low }) => total + low, 0);
}

function remadeTexts(topic: string, id: string | null, keptId: string | null, runs: readonly RunFacts[]): string[] {
  const differs = (former: string | null | undefined) => id !== null && (former ?? id) !== id;
  return [
    ...(differs(keptId) ? [`${topic} has the id ${id}, the lake was filled from ${keptId}`] : []),
    ...runs.filter(({ topicId }) => differs(topicId)).map(({ run, topicId }) =>
      `${topic} has the id ${id}, run ${run} was sent to ${topicId}`
    ),
  ];
}
