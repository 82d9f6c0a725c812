import { PipelineError } from "../../common/mod.ts";
import type { Action, DeltaLog, Snapshot } from "../delta/mod.ts";
import type { Manifest } from "./manifest.ts";

/** The name under which a partition's owners say in a table's log how far they are. */
export const appIdOf = (groupId: string, topic: string, partition: number): string =>
  `${groupId}/${topic}-${partition}`;

/**
 * The name under which a table's log says the epoch of the newest owner that has added rows or taken some out. What an older one still
 * wants to do does not count: it read the committed offset before that.
 */
export const ownerOf = (appId: string): string => `${appId}/owner`;

/** @throws {PipelineError} `fenced` where a newer owner has changed the table for this partition */
export function requireNewest(snapshot: Snapshot, appId: string, epoch: number): void {
  if ((snapshot.txns.get(ownerOf(appId)) ?? 0) <= epoch) return;
  throw new PipelineError(
    "fenced",
    `Cannot change the rows of ${appId} as owner ${epoch}: a newer owner has changed them since`,
  );
}

/** How far a table is for a partition: the offset after the last one that the table was given. */
export const reachOf = (snapshot: Snapshot, appId: string): number => snapshot.txns.get(appId) ?? 0;

/**
 * Adds the files of a manifest to its tables, each table by one commit. A table that has them is left as it is, so it can be done again,
 * and by several at once.
 *
 * Call it only once the transaction that names the manifest is committed: readers see the rows from here on.
 *
 * @throws {PipelineError} `fenced` where a newer owner has changed a table for this partition; `lake_mismatch` where a table is not as far as the
 *   manifest begins: rows would be missing between
 */
export async function publish(
  logOf: (table: string) => DeltaLog,
  groupId: string,
  manifest: Manifest,
): Promise<void> {
  const { topic, partition, epoch, nextOffset } = manifest;
  const appId = appIdOf(groupId, topic, partition);
  for (const { table, after, files } of manifest.tables) {
    await logOf(table).commit("publish", (snapshot): Action[] | null => {
      const reach = reachOf(snapshot, appId);
      if (reach >= nextOffset) return null;
      requireNewest(snapshot, appId, epoch);
      requireReach(table, manifest, reach, after);
      const adds = files.map(({ path, partitionValue, sizeBytes, stats }): Action => ({
        add: {
          path,
          partitionValues: { [snapshot.metadata!.partitionColumns[0]!]: partitionValue },
          size: sizeBytes,
          modificationTime: 0, // a wall clock would make two runs differ
          dataChange: true,
          stats,
        },
      }));
      return [...adds, { txn: { appId, version: nextOffset } }, { txn: { appId: ownerOf(appId), version: epoch } }];
    });
  }
}

/** @throws {PipelineError} `lake_mismatch` where a table neither has a manifest's rows nor ends where they begin */
export function requireReach(table: string, manifest: Manifest, reach: number, after: number): void {
  const { topic, partition, firstOffset, nextOffset } = manifest;
  if (reach === after || reach >= nextOffset) return;
  throw new PipelineError(
    "lake_mismatch",
    `Cannot add the rows of ${topic}-${partition} from offset ${firstOffset} on to ${table}: expected the table to reach offset ${after}, got ${reach}`,
    {
      hint:
        "the lake was restored from an older copy, or is not the group's: name the right one by --lake, or move the group back to " +
        `where the lake ends: deno task group reset --partition ${partition} --to-offset ${reach}`,
    },
  );
}
