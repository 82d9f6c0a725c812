import { PipelineError } from "../common/mod.ts";
import { isLakeFile } from "./clear.ts";
import { DeltaLog } from "./delta/mod.ts";
import type { Store } from "./store/mod.ts";
import { TABLES } from "./table.ts";

/** A lake that is written or read: where its files are, and the log of each table. */
export interface Lake {
  readonly store: Store;
  /** The log of a table: the same object at each call, which knows what it has read. */
  logOf(table: string): DeltaLog;
}

/**
 * Opens a lake. Nothing is read before its tables are asked for.
 *
 * @example
 * ```ts
 * import { openFiles, openLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { version } = await openLake(openFiles("no such folder")).logOf("silver").snapshot();
 * assert.equal(version, -1);
 * ```
 */
export function openLake(store: Store): Lake {
  const logs = new Map<string, DeltaLog>();
  return {
    store,
    logOf(table) {
      const log = logs.get(table) ?? new DeltaLog(store, table);
      logs.set(table, log);
      return log;
    },
  };
}

/**
 * Refuses a lake of the layout before the log: its rows are in no log, and so would not be seen. Nothing is changed.
 *
 * @throws {PipelineError} `lake_mismatch`
 */
export async function refuseOldLayout(store: Store): Promise<void> {
  const found = await firstKey(store, "_owners/") ?? await partWithoutLog(store);
  if (found === undefined) return;
  throw new PipelineError(
    "lake_mismatch",
    `Cannot use ${store.location} as it was made by an earlier version: expected tables with a Delta log, got ${found}`,
    {
      hint:
        "the topic has every row: consume it again into another lake and as another group, deno task consume --lake LAKE --group-id GROUP; " +
        "or make all of it again from the source file, which deletes this lake's rows: deno task pipeline --fresh",
    },
  );
}

/** A part of a table that has no log: a log is made before the first part, so one that comes meanwhile is seen by the second look. */
async function partWithoutLog(store: Store): Promise<string | undefined> {
  for (const { name } of TABLES) {
    const hasLog = async () => await firstKey(store, `${name}/_delta_log/`) !== undefined;
    if (await hasLog()) continue;
    const part = await firstKey(store, `${name}/`, (key) => key.endsWith(".parquet") && isLakeFile(key));
    if (part !== undefined && !await hasLog()) return part;
  }
  return undefined;
}

async function firstKey(store: Store, prefix: string, isIt = (_key: string) => true): Promise<string | undefined> {
  for await (const { key } of store.list(prefix)) if (isIt(key)) return key;
  return undefined;
}
