import type { Action, AddFile, DeltaLog } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { keyOf } from "./key.ts";
import { ownerOf, reachOf, requireNewest } from "./publish.ts";
import { columnsOf, fileOf, readRows } from "./rows.ts";
import { originOf } from "./stats.ts";
import type { TableDescription } from "./table.ts";

/** Which rows of a table are to be taken out, and by whom. */
export interface Rewind {
  readonly appId: string;
  readonly partition: number;
  /** The first offset whose rows go. */
  readonly fromOffset: number;
  readonly epoch: number;
}

/**
 * Takes the rows of a partition from an offset on out of a table, by one commit: they are going to be read again. Nothing happens where
 * the table does not reach so far.
 *
 * @returns the offset after the last row that went; null where none did
 * @throws {PipelineError} `fenced` where a newer owner has changed the table for this partition; `lake_mismatch` where a file that holds
 *   such rows is damaged
 */
export async function rewind(
  store: Store,
  log: DeltaLog,
  table: TableDescription,
  { appId, partition, fromOffset, epoch }: Rewind,
): Promise<number | null> {
  for (;;) {
    const before = await log.snapshot();
    const reach = reachOf(before, appId);
    if (reach <= fromOffset) return null;
    requireNewest(before, appId, epoch);
    const cuts = await Promise.all(
      [...before.files.values()].filter((file) => mayHold(file, partition, fromOffset))
        .map((file) => cut(store, table, file, { partition, fromOffset, epoch })),
    );
    const changed = cuts.filter((each) => each !== null);
    const after = await log.commit("rewind", (snapshot): Action[] | null => {
      requireNewest(snapshot, appId, epoch);
      const isSame = [...snapshot.files.values()].every((file) =>
        before.files.has(file.path) || !mayHold(file, partition, fromOffset)
      ) &&
        changed.every(({ old }) =>
          snapshot.files.has(old.path)
        );
      if (!isSame) return null; // compacted meanwhile, or published late by a fenced owner: look again
      return [
        ...changed.map(({ old }) => ({ remove: { path: old.path, dataChange: true } })),
        ...changed.flatMap(({ kept }) => kept === null ? [] : [{ add: kept }]),
        { txn: { appId, version: fromOffset } },
        { txn: { appId: ownerOf(appId), version: epoch } },
      ];
    });
    if (reachOf(after, appId) <= fromOffset) return reach;
  }
}

function mayHold({ stats }: AddFile, partition: number, fromOffset: number): boolean {
  const origin = originOf(stats);
  if (origin === null) return true;
  return origin.partitions[0] <= partition && partition <= origin.partitions[1] && origin.offsets[1] >= fromOffset;
}

interface Cut {
  readonly old: AddFile;
  /** The file with the rows that stay; null where none does. */
  readonly kept: AddFile | null;
}

/** Null where the file holds no such row. */
async function cut(
  store: Store,
  table: TableDescription,
  old: AddFile,
  { partition, fromOffset, epoch }: Omit<Rewind, "appId">,
): Promise<Cut | null> {
  const columns = columnsOf(table, await readRows(store, table, old));
  const { numbers: partitions } = columns.kafka_partition!, { numbers: offsets } = columns.kafka_offset!;
  const kept = Uint32Array.from(
    offsets.keys().filter((row) => partitions[row] !== partition || offsets[row]! < fromOffset),
  );
  if (kept.length === offsets.length) return null;
  if (kept.length === 0) return { old, kept: null };
  const path = old.path.replace(/\.parquet$/, `.cut-${partition}-${fromOffset}-${epoch}.parquet`);
  const { bytes, add } = fileOf(columns, path, kept, old);
  await store.put(keyOf(table, add), bytes);
  return { old, kept: add };
}
