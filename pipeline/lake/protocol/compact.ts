import { PipelineError, together } from "../../common/mod.ts";
import type { Action, AddFile, DeltaLog } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { fold, isFolded, type Replacement, type Source } from "./fold.ts";
import { keyOf } from "./key.ts";
import { readRows } from "./rows.ts";
import { originOf } from "./stats.ts";
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
/** Rows that are in memory at once, unless one value has more. Polars takes as long for a column of one row as of thousands. */
const ROWS_TOGETHER = 100_000;
/** Files that are read or stored at once. */
const FILES_TOGETHER = 16;

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
    .filter(([value, old]) => compactedOrder !== null && isClosed(value, newest) && !isFolded(old));
  for (let start = 0; start < open.length; start += VALUES_OF_COMMIT) {
    const replacements: Replacement[] = [];
    for (const some of byRows(open.slice(start, start + VALUES_OF_COMMIT))) {
      const sources = await readSome(store, log, table, some, damaged, onStep);
      const folded = fold(table, compactedOrder!, sources);
      await together(folded, FILES_TOGETHER, async ({ bytes, replacement }) => {
        onStep?.("store");
        await store.put(keyOf(table, replacement.add), bytes);
      });
      replacements.push(...folded.map(({ replacement }) => replacement));
    }
    values.push(...await replace(log, replacements, onStep));
  }
  const after = await log.snapshot();
  return { values: values.sort(), filesBefore: before.files.size, filesAfter: after.files.size, damaged };
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

/** A partition value with its files. */
type Value = readonly [value: string, old: readonly AddFile[]];

/** Values that have no more than {@linkcode ROWS_TOGETHER} rows together, or one. */
function* byRows(values: readonly Value[]): Generator<readonly Value[]> {
  let some: Value[] = [], rows = 0;
  for (const each of values) {
    const own = each[1].reduce((sum, { stats }) => sum + (originOf(stats)?.rows ?? 0), 0);
    if (some.length > 0 && rows + own > ROWS_TOGETHER) {
      yield some;
      [some, rows] = [[], 0];
    }
    some.push(each);
    rows += own;
  }
  if (some.length > 0) yield some;
}

/** Reads the values whose files are sound. What is wrong with the others is added to `damaged`. */
async function readSome(
  store: Store,
  log: DeltaLog,
  table: TableDescription,
  values: readonly Value[],
  damaged: string[],
  onStep?: OnCompactStep,
): Promise<Source[]> {
  const sources: Source[] = [];
  await together(values, FILES_TOGETHER, async ([value, old]) => {
    try {
      onStep?.("read");
      const frames = [];
      for (const file of old) frames.push(await readRows(store, table, file));
      sources.push({ value, old, frames });
    } catch (error) {
      if (!(error instanceof PipelineError) || error.code !== "lake_mismatch") throw error;
      // Not where another compactor has replaced the files meanwhile, and `vacuum` has removed them.
      const { files } = await log.snapshot();
      if (old.every(({ path }) => files.has(path))) damaged.push(error.message);
    }
  });
  return sources;
}
