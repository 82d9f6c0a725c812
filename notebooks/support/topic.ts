import { type IncomingMessage, type Kafka, readTopic } from "../../pipeline/broker/mod.ts";

/** All messages of a topic, in the order of each partition. */
export async function readMessages(kafka: Kafka, topic: string): Promise<IncomingMessage[]> {
  const messages: IncomingMessage[] = [];
  await readTopic(kafka, topic, (run) => void messages.push(...run));
  return messages;
}

const decoder = new TextDecoder();

/** Bytes as text; null where there are none. */
export const textOf = (bytes: Uint8Array | null): string | null => bytes === null ? null : decoder.decode(bytes);
