import type { DeltaLog, Snapshot } from "../delta/mod.ts";
import type { Store, StoredFile } from "../store/mod.ts";
import { keyOf } from "./rows.ts";
import { parseManifestKey } from "./manifest.ts";
import { appIdOf, reachOf } from "./publish.ts";
import type { TableDescription } from "./table.ts";

/** Files that are removed at once: an object store answers each in some 10 ms. */
const REMOVED_TOGETHER = 32;

/** What `vacuum` removed. */
export interface Vacuumed {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Removes files that count for nothing: parts that no log lists, and manifests whose rows are in the tables. A file that is younger than
 * the stated time stays: its owner may be about to commit it, or a reader may still read it.
 *
 * @param olderThanMs files written before this time go, milliseconds since 1970 by the store's clock
 */
export async function vacuum(
  store: Store,
  tables: readonly TableDescription[],
  logOf: (table: string) => DeltaLog,
  groupId: string,
  olderThanMs: number,
): Promise<Vacuumed> {
  // Before the logs are read: what is written and committed meanwhile is then listed by them.
  const manifests = await Array.fromAsync(store.list("_manifests/"));
  const unlisted: StoredFile[] = [], snapshots: Snapshot[] = [];
  for (const table of tables) {
    const found = await Array.fromAsync(store.list(`${table.name}/`));
    const snapshot = await logOf(table.name).snapshot();
    const listed = new Set([...snapshot.files.values()].map((file) => keyOf(table, file)));
    unlisted.push(...found.filter(({ key }) => !key.startsWith(`${table.name}/_delta_log/`) && !listed.has(key)));
    snapshots.push(snapshot);
  }
  const published = manifests.filter(({ key }) => {
    const named = parseManifestKey(key);
    if (named === null) return false;
    const appId = appIdOf(groupId, named.topic, named.partition);
    // The newest one stays: a committed offset may name it.
    return named.nextOffset < Math.max(...snapshots.map((snapshot) => reachOf(snapshot, appId)));
  });
  const old = [...unlisted, ...published].filter(({ modifiedMs }) => modifiedMs < olderThanMs);
  const waiting = old.values();
  const removeSome = async () => {
    for (const { key } of waiting) await store.remove(key);
  };
  await Promise.all(Array.from({ length: REMOVED_TOGETHER }, removeSome));
  return { files: old.length, bytes: old.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
