import {
  type Bounds,
  createPublisher,
  type IncomingMessage,
  type Kafka,
  type Publisher,
  readBounds,
  readTopic,
  readTopicId,
} from "../broker/mod.ts";
import type { Codec } from "../records/mod.ts";

/** The topic that a file goes to, as far as a producer has to do with it. */
export interface RawTopic {
  readonly name: string;
  /** Null where the cluster gives none. */
  id(): Promise<string | null>;
  bounds(): Promise<ReadonlyMap<number, Bounds>>;
  /** Hands over what each partition holds from an offset on, in its order. */
  read(from: ReadonlyMap<number, number>, take: (messages: readonly IncomingMessage[]) => void): Promise<void>;
  openPublisher(): Promise<Publisher>;
}

/** A topic of a cluster. An aborted `signal` ends a reading with its reason. */
export const kafkaTopic = (kafka: Kafka, name: string, signal: AbortSignal, codec?: Codec): RawTopic => ({
  name,
  id: () => readTopicId(kafka, name),
  bounds: () => readBounds(kafka, name),
  async read(from, take) {
    await readTopic(kafka, name, take, { from, signal });
    signal.throwIfAborted();
  },
  openPublisher: async () => createPublisher(kafka, name, (await readBounds(kafka, name)).size, codec),
});
