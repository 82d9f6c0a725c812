import { createHash } from "node:crypto";
import pl from "nodejs-polars";
import { PipelineError } from "../../common/mod.ts";
import type { Action, AddFile, DeltaLog } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { keyOf } from "./key.ts";
import { fileOf, readRows } from "./rows.ts";
import type { TableDescription } from "./table.ts";

/** What a compaction did. */
export interface Compaction {
  /** Partition values, such as dates, whose files were replaced by one, in order. */
  readonly values: readonly string[];
  /** Files of the table before and after. */
  readonly filesBefore: number;
  readonly filesAfter: number;
  /** What keeps a value from being compacted: each names its file, which is left as it is. */
  readonly damaged: readonly string[];
}

/** A step that a compaction is about to do: `read` and `store` once a partition value, the others once a commit. */
export type CompactStep = "read" | "store" | "commit" | "compacted";

/** Called before each step, in tests, which end the process there. */
export type OnCompactStep = (step: CompactStep) => void;

/** Partition values whose files are replaced by one commit: what a death in between costs. */
const VALUES_OF_COMMIT = 100;
/** Files that are stored at once. */
const STORED_TOGETHER = 16;

/**
 * Replaces the files of each closed partition value by one, by commits that add no row and take none away. Consumers and other compactors
 * may be at work: of a value whose files are no longer all listed nothing is replaced.
 *
 * @param isClosed whether more rows of a partition value, such as a date, are not to be expected; they may come all the same
 */
export async function compact(
  store: Store,
  log: DeltaLog,
  table: TableDescription,
  isClosed: (value: string, newest: string) => boolean,
  onStep?: OnCompactStep,
): Promise<Compaction> {
  const { compactedOrder, partitionColumn } = table;
  const before = await log.snapshot(), damaged: string[] = [], values: string[] = [];
  const byValue = Map.groupBy(before.files.values(), (file) => file.partitionValues[partitionColumn] ?? "");
  const newest = [...byValue.keys()].reduce((a, b) => a > b ? a : b, "");
  const open = [...byValue].sort(([a], [b]) => a < b ? -1 : 1)
    .filter(([value, old]) => compactedOrder !== null && isClosed(value, newest) && !isCompacted(old));
  for (let start = 0; start < open.length; start += VALUES_OF_COMMIT) {
    const waiting = open.slice(start, start + VALUES_OF_COMMIT).values(), replacements: Replacement[] = [];
    const storeSome = async () => {
      for (const [value, old] of waiting) {
        try {
          onStep?.("read");
          const { bytes, add } = await compacted(store, table, compactedOrder!, old);
          onStep?.("store");
          await store.put(keyOf(table, add), bytes);
          replacements.push({ value, old, add });
        } catch (error) {
          if (!(error instanceof PipelineError) || error.code !== "lake_mismatch") throw error;
          // Not where another compactor has replaced the files meanwhile, and `vacuum` has removed them.
          const { files } = await log.snapshot();
          if (old.every(({ path }) => files.has(path))) damaged.push(error.message);
        }
      }
    };
    await Promise.all(Array.from({ length: STORED_TOGETHER }, storeSome));
    values.push(...await replace(log, replacements, onStep));
  }
  const after = await log.snapshot();
  return { values: values.sort(), filesBefore: before.files.size, filesAfter: after.files.size, damaged };
}

interface Replacement {
  readonly value: string;
  readonly old: readonly AddFile[];
  readonly add: AddFile;
}

/**
 * Commits what another compactor has not done meanwhile, and from which no row was taken out.
 *
 * @returns the values whose files were replaced
 */
async function replace(log: DeltaLog, replacements: readonly Replacement[], onStep?: OnCompactStep): Promise<string[]> {
  onStep?.("commit");
  let done: Replacement[] = [];
  await log.commit("compact", ({ files }): Action[] | null => {
    done = replacements.filter(({ old }) => old.every(({ path }) => files.has(path)));
    return done.length === 0 ? null : done.flatMap(({ old, add }): Action[] => [
      ...old.filter(({ path }) => path !== add.path)
        .map(({ path }): Action => ({ remove: { path, dataChange: false } })),
      { add },
    ]);
  });
  onStep?.("compacted");
  return done.map(({ value }) => value);
}

const PREFIX = "compacted-";
const isCompacted = (files: readonly AddFile[]) =>
  files.length === 1 && files[0]!.path.split("/").at(-1)!.startsWith(PREFIX);

/** Named by its content, so that two compactors that fold the same rows write the same file. */
async function compacted(
  store: Store,
  table: TableDescription,
  order: readonly string[],
  old: readonly AddFile[],
): Promise<{ bytes: Uint8Array<ArrayBuffer>; add: AddFile }> {
  const frames = [];
  for (const file of old) frames.push(await readRows(store, table, file));
  const rows = pl.concat(frames).sort([...order]);
  const folder = old[0]!.path.slice(0, old[0]!.path.lastIndexOf("/") + 1);
  const { bytes, add } = fileOf(table, "", rows, old[0]!);
  const path = `${folder}${PREFIX}${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.parquet`;
  return { bytes, add: { ...add, path, dataChange: false } };
}
