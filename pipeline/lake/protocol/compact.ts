import { createHash } from "node:crypto";
import pl from "nodejs-polars";
import type { Action, AddFile, DeltaLog } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { fileOf, keyOf, readRows } from "./rows.ts";
import type { TableDescription } from "./table.ts";

/** What a compaction did. */
export interface Compaction {
  readonly files: number;
  /** Files that they replace. */
  readonly replaced: number;
}

/**
 * Replaces the files of each closed partition value by one, by a commit a value that adds no row and takes none away. Consumers and other
 * compactors may be at work: a commit whose files are no longer all listed is given up.
 *
 * @param isClosed whether more rows of a partition value, such as a date, are not to be expected; they may come all the same
 * @throws {PipelineError} `lake_mismatch` where a file is damaged
 */
export async function compact(
  store: Store,
  log: DeltaLog,
  table: TableDescription,
  isClosed: (value: string, newest: string) => boolean,
): Promise<Compaction> {
  const { compactedOrder, partitionColumn } = table;
  if (compactedOrder === null) return { files: 0, replaced: 0 };
  const { files } = await log.snapshot();
  const byValue = Map.groupBy(files.values(), (file) => file.partitionValues[partitionColumn] ?? "");
  const newest = [...byValue.keys()].reduce((a, b) => a > b ? a : b, "");
  const done = { files: 0, replaced: 0 };
  for (const [value, old] of [...byValue].sort(([a], [b]) => a < b ? -1 : 1)) {
    if (!isClosed(value, newest) || isCompacted(old)) continue;
    const add = await writeCompacted(store, table, compactedOrder, old);
    let replaced = false;
    await log.commit("compact", (snapshot): Action[] | null => {
      replaced = old.every(({ path }) => snapshot.files.has(path));
      if (!replaced) return null;
      const gone = old.filter(({ path }) => path !== add.path);
      return [...gone.map(({ path }): Action => ({ remove: { path, dataChange: false } })), { add }];
    });
    if (replaced) {
      done.files++;
      done.replaced += old.length;
    }
  }
  return done;
}

const PREFIX = "compacted-";
const isCompacted = (files: readonly AddFile[]) =>
  files.length === 1 && files[0]!.path.split("/").at(-1)!.startsWith(PREFIX);

/** Named by its content, so that two compactors that fold the same rows write the same file. */
async function writeCompacted(
  store: Store,
  table: TableDescription,
  order: readonly string[],
  old: readonly AddFile[],
): Promise<AddFile> {
  const frames = [];
  for (const file of old) frames.push(await readRows(store, table, file));
  const rows = pl.concat(frames).sort([...order]);
  const folder = old[0]!.path.slice(0, old[0]!.path.lastIndexOf("/") + 1);
  const { bytes, add } = fileOf(table, "", rows, old[0]!);
  const path = `${folder}${PREFIX}${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.parquet`;
  const named = { ...add, path, dataChange: false };
  await store.put(keyOf(table, named), bytes);
  return named;
}
