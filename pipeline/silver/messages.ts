import { keyPartitioner, type TopicLimits } from "../broker/mod.ts";
import { CHUNK_BYTES, type Codec, type EncodedSend, encodeSends } from "../records/mod.ts";
import type { RotationWork } from "../sink/mod.ts";
import { deadLetter } from "./dead_letter.ts";
import { fitLetter } from "./fit_letter.ts";
import type { Judged } from "./judged.ts";

/** A topic that messages are forwarded to. */
export interface ForwardTopic {
  readonly topic: string;
  readonly partitions: number;
  /** What it takes; without it, what a topic takes that was made by `topics create`. */
  readonly limits?: TopicLimits;
}

/** Where accepted and rejected messages are forwarded to. */
export interface ForwardTopics {
  readonly clean: ForwardTopic;
  readonly deadLetters: ForwardTopic;
  /** What both are written with; gzip where absent. */
  readonly codec?: Codec | undefined;
  /** The time of sending, in milliseconds since 1970: a dead letter gets it where its own is refused. Needed with limits. */
  now?(): number;
}

/** Bytes of one send to a topic, with room for the header of the batch. */
const sendBytes = ({ limits }: ForwardTopic) =>
  Math.min(CHUNK_BYTES, Math.floor(0.98 * (limits?.maxBytes ?? Infinity)) - 200);

/** The clean messages of what was judged, on which work begins at once, and its dead letters, made when they are sent. */
export function sendsOf(
  { topic, ruleSet, accepted, rejected }: Judged,
  { clean, deadLetters, codec, now }: ForwardTopics,
  work: RotationWork,
): AsyncGenerator<EncodedSend> {
  const { length: count, stationIds: { numbers: keyNumbers, texts }, messages: values, ends } = accepted;
  const keys = texts as readonly string[], choose = keyPartitioner(clean.topic, clean.partitions);
  const partitions = keys.map((key) => choose({ key, value: null }));
  const encoding = work.encode({
    topic: clean.topic,
    count,
    keyNumbers,
    keys,
    partitions,
    values,
    ends,
    codec,
    limitBytes: sendBytes(clean),
  });
  encoding.catch(() => {}); // reported where it is waited for
  return (async function* () {
    yield* await encoding;
    const { partitions, limits } = deadLetters;
    const letters = rejected.map((refused) => {
      const letter = deadLetter(refused, topic, partitions, ruleSet);
      if (limits === undefined || now === undefined) return letter;
      const fitted = fitLetter(letter, limits, now());
      return fitted.key === null ? { ...fitted, partition: refused.message.partition % partitions } : fitted;
    });
    const choose = keyPartitioner(deadLetters.topic, partitions);
    yield* encodeSends(deadLetters.topic, choose, letters, { codec, limitBytes: sendBytes(deadLetters) });
  })();
}
