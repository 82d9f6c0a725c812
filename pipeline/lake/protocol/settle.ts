import type { DeltaLog } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { appIdOf, publish } from "./publish.ts";
import { type CommittedAt, requireRowsBefore } from "./rows_before.ts";
import { rewind } from "./rewind.ts";
import type { TableDescription } from "./table.ts";

/** A partition that is being taken over, after its former owner was fenced. */
export interface Settling extends CommittedAt {
  readonly epoch: number;
  /** Commits a transaction that changes nothing. @throws {PipelineError} `fenced` where a newer owner has come */
  confirm(): Promise<void>;
}

/**
 * Brings the tables to where the committed offset says they are: adds what the former owner committed but did not live to publish, and
 * takes out what lies behind an offset that was moved back by hand. Afterwards each row before the offset is in the lake once, and none
 * from it on.
 *
 * @returns the offset after the last row that was taken out; null where none was
 * @throws {PipelineError} `fenced` where a newer owner has come; `lake_mismatch` where the lake lacks rows before the offset: it was restored from a copy, emptied, or is another
 *   one; `topic_mismatch` where the lake has rows but the group has no offset
 */
export async function settle(
  store: Store,
  tables: readonly TableDescription[],
  logOf: (table: string) => DeltaLog,
  settling: Settling,
): Promise<number | null> {
  try {
    return await bring(store, tables, logOf, settling);
  } catch (error) {
    // To an owner that stood still since it read the offset a newer one's rows look like a fault of the lake.
    await settling.confirm();
    throw error;
  }
}

async function bring(
  store: Store,
  tables: readonly TableDescription[],
  logOf: (table: string) => DeltaLog,
  settling: Settling,
): Promise<number | null> {
  const { groupId, topic, partition, epoch, committed } = settling;
  const manifest = await requireRowsBefore(store, tables, logOf, settling);
  if (committed === null) return null;
  if (manifest !== null) await publish(logOf, groupId, manifest);
  const appId = appIdOf(groupId, topic, partition);
  const ends = await Promise.all(
    tables.map((table) => rewind(store, logOf(table.name), table, { appId, partition, fromOffset: committed, epoch })),
  );
  return ends.reduce((last, end) => end === null ? last : Math.max(last ?? 0, end), null);
}
