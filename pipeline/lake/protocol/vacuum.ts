import { together } from "../../common/mod.ts";
import type { DeltaLog } from "../delta/mod.ts";
import type { Store, StoredFile } from "../store/mod.ts";
import { parseClaimKey } from "./claim.ts";
import { keyOf } from "./key.ts";
import { parseManifestKey } from "./manifest.ts";
import { isOwnName, parsePartName } from "./part_name.ts";
import { appIdOf, reachOf } from "./publish.ts";
import { type TableDescription, writerOf } from "./table.ts";

/** Files that are removed at once: an object store answers each in some 10 ms. */
const REMOVED_TOGETHER = 32;

/** What `vacuum` removed. */
export interface Vacuumed {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Removes files of this project that count for nothing: those in the folders of tables that no log lists, manifests whose rows are in the
 * tables, and all claims of a partition but the newest. A file that is younger than the stated time stays: a reader may still read it, or a compaction be
 * about to commit it. So does a part behind the end of its table, however old it is: its owner may have died once it was committed and
 * before it was published, and whoever takes the partition over publishes it then.
 *
 * @param olderThanMs files written before this time go, milliseconds since 1970 by the store's clock
 */
export async function vacuum(
  store: Store,
  tables: readonly TableDescription[],
  logOf: (table: string) => DeltaLog,
  olderThanMs: number,
): Promise<Vacuumed> {
  // Before the logs are read: what is written and committed meanwhile is then listed by them.
  const manifests = await Array.fromAsync(store.list("_manifests/"));
  const claims = await Array.fromAsync(store.list("_claims/"));
  const litter = formerClaims(claims), reaches = new Map<string, number>();
  for (const table of tables) {
    const found = await Array.fromAsync(store.list(`${table.name}/`));
    const snapshot = await logOf(table.name).snapshot(), writer = snapshot.metadata && writerOf(snapshot.metadata);
    if (writer === null) continue; // nobody has written to it, or another program
    const reachIn = (topic: string, partition: number) => reachOf(snapshot, appIdOf(writer.groupId, topic, partition));
    const listed = new Set([...snapshot.files.values()].map((file) => keyOf(table, file)));
    for (const file of found) {
      if (file.key.startsWith(`${table.name}/_delta_log/`) || listed.has(file.key)) continue;
      const name = file.key.slice(file.key.lastIndexOf("/") + 1), part = parsePartName(name);
      if (!isOwnName(name)) continue;
      if (part === null || part.lastOffset < reachIn(part.topic, part.partition)) litter.push(file);
    }
    for (const { key } of manifests) {
      const named = parseManifestKey(key);
      if (named !== null) {
        reaches.set(key, Math.max(reaches.get(key) ?? 0, reachIn(named.topic, named.partition)));
      }
    }
  }
  // The newest one stays: a committed offset may name it.
  litter.push(
    ...manifests.filter(({ key }) => (parseManifestKey(key)?.nextOffset ?? Infinity) < (reaches.get(key) ?? 0)),
  );
  const old = litter.filter(({ modifiedMs }) => modifiedMs < olderThanMs);
  await together(old, REMOVED_TOGETHER, ({ key }) => store.remove(key));
  return { files: old.length, bytes: old.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

/** All but the newest of each partition, by which the next owner numbers its own. */
function formerClaims(claims: readonly StoredFile[]): StoredFile[] {
  const byPartition = Map.groupBy(claims, ({ key }) => parseClaimKey(key)?.partition);
  byPartition.delete(undefined);
  const epochOf = ({ key }: StoredFile) => parseClaimKey(key)!.epoch;
  return [...byPartition.values()].flatMap((own) => {
    const newest = Math.max(...own.map(epochOf));
    return own.filter((claim) => epochOf(claim) < newest);
  });
}
