import { type Kafka, readBounds, readTopic } from "../broker/mod.ts";
import { type DeadLetter, type LetterFilter, matches, parseLetter } from "./letter.ts";

/** Which letters to look at. */
export interface PeekOptions extends LetterFilter {
  /** At most so many, the last ones. */
  readonly last: number;
  readonly signal?: AbortSignal;
}

const FIRST_WINDOW = 1_000;
const GROWTH = 16;

/**
 * The last dead letters of a topic that match, in the order of their timestamps. It reads from the ends of the partitions backwards, the
 * whole topic only where the letters are that rare; it commits nothing and leaves no group behind.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 *
 * @example
 * ```ts
 * import { peekLetters } from "./mod.ts";
 * import type { Kafka } from "../broker/mod.ts";
 * export const lastDuplicates = (kafka: Kafka) => peekLetters(kafka, "air_quality.dlq", { last: 5, rule: "duplicate" });
 * ```
 */
export async function peekLetters(kafka: Kafka, topic: string, options: PeekOptions): Promise<DeadLetter[]> {
  const bounds = await readBounds(kafka, topic);
  for (let window = Math.max(FIRST_WINDOW, 2 * options.last);; window *= GROWTH) {
    const from = new Map([...bounds].map(([partition, { low, high }]) => [partition, Math.max(low, high - window)]));
    const found = await lastFrom(kafka, topic, from, options);
    const isExact = [...bounds].every(([partition, { low }]) =>
      from.get(partition) === low || (found.get(partition)?.length ?? 0) >= options.last
    );
    if (isExact || options.signal?.aborted) return [...found.values()].flat().sort(inTime).slice(-options.last);
  }
}

/** The last matching letters of each partition. */
async function lastFrom(
  kafka: Kafka,
  topic: string,
  from: ReadonlyMap<number, number>,
  { last, signal, ...filter }: PeekOptions,
): Promise<Map<number, DeadLetter[]>> {
  const found = new Map<number, DeadLetter[]>();
  await readTopic(kafka, topic, (messages) => {
    for (const message of messages) {
      const letter = parseLetter(message);
      if (letter === null || !matches(letter, filter)) continue;
      const own = found.get(message.partition) ?? [];
      own.push(letter);
      found.set(message.partition, own.length < 2 * last ? own : own.slice(-last));
    }
  }, { from, ...(signal === undefined ? {} : { signal }) });
  return found;
}

const inTime = ({ message: a }: DeadLetter, { message: b }: DeadLetter) =>
  a.timestampMs - b.timestampMs || a.partition - b.partition || a.offset - b.offset;
