import { Partitioners } from "kafkajs";
import { bytes } from "./client.ts";
import type { OutgoingMessage } from "../records/mod.ts";

/** Chooses the partition of a message by its key as the Java clients do, so that every producer agrees on it. */
export function keyPartitioner(topic: string, partitions: number): (message: OutgoingMessage) => number {
  const partitioner = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [0],
    isr: [0],
  }));
  const known = new Map<string, number>();
  return ({ key, partition }) => {
    if (partition !== undefined) return partition;
    if (typeof key !== "string") {
      return partitioner({ topic, partitionMetadata, message: { key: key === null ? null : bytes(key), value: null } });
    }
    let chosen = known.get(key);
    if (chosen === undefined) {
      chosen = partitioner({ topic, partitionMetadata, message: { key, value: null } });
      // Keys are few (stations); a stream of ever new ones must not fill the memory.
      if (known.size >= 100_000) known.clear();
      known.set(key, chosen);
    }
    return chosen;
  };
}
