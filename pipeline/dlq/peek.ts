import { type Kafka, lookBack, readBounds, readTopic } from "../broker/mod.ts";
import { type DeadLetter, type LetterFilter, matches, parseLetter } from "./letter.ts";

/** Which dead letters to look at. */
export interface PeekOptions extends LetterFilter {
  /** Show at most this many, newest last. */
  readonly last: number;
  readonly signal?: AbortSignal;
}

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
  const found = await lookBack(
    bounds,
    (from) => lastFrom(kafka, topic, from, options),
    (found, isWhole) =>
      options.signal?.aborted === true ||
      [...bounds.keys()].every((partition) =>
        isWhole(partition) || (found.get(partition)?.length ?? 0) >= options.last
      ),
    2 * options.last,
  );
  return [...found.values()].flat().sort(inTime).slice(-options.last);
}

/** The last matching dead letters of each partition. */
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
