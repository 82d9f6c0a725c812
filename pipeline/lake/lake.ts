import { PipelineError } from "../common/mod.ts";
import { DeltaLog } from "./delta/mod.ts";
import type { Store } from "./store/mod.ts";

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
 * Refuses a lake of the layout before the log: its rows are in no log, and so would not be seen.
 *
 * @throws {PipelineError} `lake_mismatch`
 */
export async function refuseOldLayout(store: Store): Promise<void> {
  for await (const _claim of store.list("_owners/")) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot use ${store.location} as it was made by an earlier version: expected tables with a Delta log, got the claims of _owners/`,
      { hint: "make it again from the source file: deno task pipeline; or name another lake" },
    );
  }
}
