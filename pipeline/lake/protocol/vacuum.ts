import type { DeltaLog } from "../delta/mod.ts";
import type { Store, StoredFile } from "../store/mod.ts";
import { keyOf } from "./rows.ts";
import { parseManifestKey } from "./manifest.ts";
import { appIdOf, reachOf } from "./publish.ts";
import type { TableDescription } from "./table.ts";

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
  const removed = { files: 0, bytes: 0 };
  const remove = async ({ key, sizeBytes, modifiedMs }: StoredFile) => {
    if (modifiedMs >= olderThanMs) return;
    await store.remove(key);
    removed.files++;
    removed.bytes += sizeBytes;
  };
  // Before the logs are read: what is written and committed meanwhile is then listed by them.
  const manifests = await Array.fromAsync(store.list("_manifests/"));
  for (const table of tables) {
    const found = await Array.fromAsync(store.list(`${table.name}/`));
    const { files } = await logOf(table.name).snapshot();
    const listed = new Set([...files.values()].map((file) => keyOf(table, file)));
    for (const file of found) {
      if (!file.key.startsWith(`${table.name}/_delta_log/`) && !listed.has(file.key)) await remove(file);
    }
  }
  for (const file of manifests) {
    const named = parseManifestKey(file.key);
    if (named === null) continue;
    const appId = appIdOf(groupId, named.topic, named.partition);
    const reaches = await Promise.all(tables.map(async ({ name }) => reachOf(await logOf(name).snapshot(), appId)));
    // The newest one stays: a committed offset may name it.
    if (named.nextOffset < Math.max(...reaches)) await remove(file);
  }
  return removed;
}
