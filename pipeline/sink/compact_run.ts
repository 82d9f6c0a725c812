import { hasCaughtUp, type Kafka, readBounds, readClusterId, readCommitted } from "../broker/mod.ts";
import { type Compaction, compactLake, lakeRefusal, type OnCompactStep, SILVER } from "../lake/mod.ts";

/** Which lake is compacted, and which group fills it from which topic. */
export interface CompactRunOptions {
  readonly lakeDir: string;
  readonly groupId: string;
  readonly rawTopic: string;
  readonly onStep?: OnCompactStep;
}

/**
 * Compacts a lake as far as the group has committed: see {@linkcode compactLake}.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_busy`, `lake_mismatch`, `no_permission`
 */
export async function compactRun(
  kafka: Kafka,
  { groupId, rawTopic, ...options }: CompactRunOptions,
): Promise<Compaction> {
  const owner = { groupId, clusterId: await readClusterId(kafka), topic: rawTopic, tables: [SILVER.name] };
  const bounds = await readBounds(kafka, rawTopic);
  const committed = new Map<number, number>();
  for (const [partition, offset] of await readCommitted(kafka, groupId, rawTopic)) {
    if (offset !== null) committed.set(partition, offset);
  }
  const idle = hasCaughtUp(committed, bounds);
  try {
    return await compactLake({ ...options, owner, committed, idle });
  } catch (error) {
    throw lakeRefusal(options.lakeDir, error);
  }
}
