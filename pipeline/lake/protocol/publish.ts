import { PipelineError } from "../../common/mod.ts";
import type { Action, DeltaLog, Snapshot } from "../delta/mod.ts";
import type { Manifest } from "./manifest.ts";

/** The name under which a partition's owners say in a table's log how far they are. */
export const appIdOf = (groupId: string, topic: string, partition: number): string =>
  `${groupId}/${topic}-${partition}`;

/** The name under which a rewind says which owner made it: manifests of older owners no longer count from then on. */
export const rewoundBy = (appId: string): string => `${appId}/rewound-by-epoch`;

/** How far a table is for a partition: the offset after the last one that the table was given. */
export const reachOf = (snapshot: Snapshot, appId: string): number => snapshot.txns.get(appId) ?? 0;

/**
 * Adds the files of a manifest to its tables, each table by one commit. A table that has them is left as it is, so it can be done again,
 * and by several at once.
 *
 * Call it only once the transaction that names the manifest is committed: readers see the rows from here on.
 *
 * @throws {PipelineError} `fenced` where a newer owner has moved the partition back; `lake_mismatch` where a table is not as far as the
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
      if ((snapshot.txns.get(rewoundBy(appId)) ?? 0) > epoch) throw overtaken(table, manifest);
      const reach = reachOf(snapshot, appId);
      if (reach >= nextOffset) return null;
      if (reach !== after) throw gap(table, manifest, reach, after);
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
      return [...adds, { txn: { appId, version: nextOffset } }];
    });
  }
}

function overtaken(table: string, { topic, partition, epoch }: Manifest): PipelineError {
  return new PipelineError(
    "fenced",
    `Cannot add rows of ${topic}-${partition} to ${table} as owner ${epoch}: a newer owner has moved the partition back since`,
  );
}

function gap(table: string, { topic, partition, firstOffset }: Manifest, reach: number, after: number): PipelineError {
  return new PipelineError(
    "lake_mismatch",
    `Cannot add the rows of ${topic}-${partition} from offset ${firstOffset} on to ${table}: expected the table to reach offset ${after}, got ${reach}`,
    {
      hint:
        "the lake was restored from a copy or is not the group's: name the right one by --lake, or move the group back to where the " +
        `lake ends: deno task group reset --partition ${partition} --to-offset ${reach}`,
    },
  );
}
