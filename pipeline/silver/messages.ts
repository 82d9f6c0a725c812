import { keyPartitioner } from "../broker/mod.ts";
import { type EncodedSend, encodeSends } from "../records/mod.ts";
import type { RotationWork } from "../sink/mod.ts";
import { deadLetter } from "./dead_letter.ts";
import type { Judged } from "./judged.ts";

/** Where accepted and rejected messages are forwarded to. */
export interface ForwardTopics {
  readonly clean: { readonly topic: string; readonly partitions: number };
  readonly deadLetters: { readonly topic: string; readonly partitions: number };
}

/** The clean messages of what was judged, on which work begins at once, and its dead letters, made when they are sent. */
export function sendsOf(
  { topic, ruleSet, accepted, rejected }: Judged,
  { clean, deadLetters }: ForwardTopics,
  work: RotationWork,
): AsyncGenerator<EncodedSend> {
  const { length: count, stationIds: { numbers: keyNumbers, texts }, messages: values, ends } = accepted;
  const keys = texts as readonly string[], choose = keyPartitioner(clean.topic, clean.partitions);
  const partitions = keys.map((key) => choose({ key, value: null }));
  const encoding = work.encode({ topic: clean.topic, count, keyNumbers, keys, partitions, values, ends });
  encoding.catch(() => {}); // reported where it is waited for
  return (async function* () {
    yield* await encoding;
    const letters = rejected.map((refused) => deadLetter(refused, topic, deadLetters.partitions, ruleSet));
    yield* encodeSends(deadLetters.topic, keyPartitioner(deadLetters.topic, deadLetters.partitions), letters);
  })();
}
