import { type Kafka, type PartitionLag, readLag } from "../../broker/mod.ts";
import type { Clock } from "../../common/mod.ts";
import type { MetricValue } from "./exposition.ts";

/**
 * How far a group is, as metrics.
 *
 * @example
 * ```ts
 * import { formatMetrics, lagMetrics } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const text = formatMetrics(lagMetrics("g", [{ topic: "raw", partition: 0, low: 0, high: 9, committed: 4, lag: 5, open: 0 }]));
 * assert.match(text, /^kafka_consumergroup_lag\{consumergroup="g",topic="raw",partition="0"\} 5$/m);
 * ```
 */
export function lagMetrics(groupId: string, partitions: readonly PartitionLag[]): MetricValue[] {
  return partitions.flatMap(({ topic, partition, committed, lag, low, high }): MetricValue[] => {
    const labels = { topic, partition: String(partition) };
    const groupLabels = { consumergroup: groupId, ...labels };
    return [
      // As kafka_exporter: -1 where the group has committed nothing.
      { name: "kafka_consumergroup_current_offset", labels: groupLabels, value: committed ?? -1 },
      { name: "kafka_consumergroup_lag", labels: groupLabels, value: lag },
      { name: "kafka_topic_partition_current_offset", labels, value: high },
      { name: "kafka_topic_partition_oldest_offset", labels, value: low },
    ];
  });
}

/** Whose lag is read, and who is called with it. */
export interface WatchLagOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Null where it could not be read. */
  onLag(partitions: PartitionLag[] | null): void;
}

/**
 * Reads how far a group is, again and again until `signal` aborts, and hands it over.
 *
 * @example
 * ```ts
 * import type { Kafka } from "../../broker/mod.ts";
 * import { systemClock } from "../../common/mod.ts";
 * import { watchLag } from "../mod.ts";
 * export const follow = (kafka: Kafka, signal: AbortSignal) =>
 *   watchLag({
 *     kafka, groupId: "air-quality-consumers", topic: "air_quality.raw", everyMs: 5_000, clock: systemClock, signal,
 *     onLag: (partitions) => console.log(partitions?.map(({ lag }) => lag)),
 *   });
 * ```
 */
export async function watchLag(options: WatchLagOptions): Promise<void> {
  const { kafka, groupId, topic, everyMs, clock, signal, onLag } = options;
  while (!signal.aborted) {
    const lags = await readLag(kafka, groupId, [topic]).catch(() => null);
    if (signal.aborted) return;
    onLag(lags?.filter((lag) => lag.topic === topic) ?? null);
    await clock.sleep(everyMs, signal);
  }
}
