import { type Kafka, readBounds } from "../../pipeline/broker/mod.ts";
import { codecName } from "../../pipeline/records/mod.ts";

/** The codecs of the batches that a topic holds, each once, in alphabetical order. */
export async function codecsIn(kafka: Kafka, topic: string): Promise<string[]> {
  const bounds = [...await readBounds(kafka, topic)].filter(([, { low, high }]) => high > low);
  if (bounds.length === 0) return [];
  const seen = new Set<string>(), reached = new Map<number, number>();
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const consumer = kafka.consumer({ groupId: `${topic}.${crypto.randomUUID()}` });
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    // deno-lint-ignore require-await
    async eachBatch({ batch }) {
      for (
        const { batch: records } of batch.messages as unknown as { batch: { codec: number; count: number } | null }[]
      ) {
        if (records !== null && records.count > 0) seen.add(codecName(records.codec));
      }
      reached.set(batch.partition, Number(batch.lastOffset()) + 1);
      if (bounds.every(([partition, { high }]) => reached.get(partition)! >= high)) resolve();
    },
  });
  await all;
  await consumer.disconnect();
  return [...seen].sort();
}
