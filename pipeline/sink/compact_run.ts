import { hasCaughtUp, type Kafka, readBounds, readClusterId, readCommitted } from "../broker/mod.ts";
import {
  compact,
  type Compaction,
  type LakeAt,
  type OnCompactStep,
  openLake,
  refuseOldLayout,
  requireWriter,
  SILVER,
  storeAt,
  TABLES,
  vacuum,
  type Vacuumed,
} from "../lake/mod.ts";

/** Which lake is compacted, and which group fills it from which topic. */
export interface CompactRunOptions {
  readonly lake: LakeAt;
  readonly groupId: string;
  readonly rawTopic: string;
  /** Files that no table lists go where they were written before this time, milliseconds since 1970 by the store's clock. */
  readonly vacuumBeforeMs: number;
  readonly onStep?: OnCompactStep;
}

/** What was done to a lake. */
export interface CompactedLake extends Omit<Compaction, "values"> {
  /** Dates whose files were replaced by one, in order. */
  readonly dates: readonly string[];
  readonly vacuumed: Vacuumed;
}

/**
 * Makes one file of each date of silver, and removes files that no table lists any more. Where the group has committed all that the topic
 * holds the newest date is closed too.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_mismatch`, `no_permission`, `store_unreachable`
 */
export async function compactRun(
  kafka: Kafka,
  { lake: lakeAt, groupId, rawTopic, vacuumBeforeMs, onStep }: CompactRunOptions,
): Promise<CompactedLake> {
  const store = storeAt(lakeAt);
  await refuseOldLayout(store);
  const lake = openLake(store), log = lake.logOf(SILVER.name), found = await log.snapshot();
  const clusterId = await readClusterId(kafka);
  if (found.metadata !== null) requireWriter(SILVER.name, found, { groupId, clusterId, topic: rawTopic });
  const bounds = await readBounds(kafka, rawTopic);
  const isIdle = hasCaughtUp(await readCommitted(kafka, groupId, rawTopic), bounds);
  const isClosed = (date: string, newest: string) => isIdle || date !== newest;
  const { values: dates, ...compaction } = await compact(store, log, SILVER, isClosed, onStep);
  const vacuumed = await vacuum(store, TABLES, lake.logOf, vacuumBeforeMs);
  return { dates, ...compaction, vacuumed };
}
