/**
 * Delta tables: a log of commits, each created only if it is absent, which says which files are the table.
 *
 * @module
 */
export { type Action, type AddFile, type Metadata } from "./action.ts";
export { DeltaLog } from "./log.ts";
export { type Snapshot } from "./snapshot.ts";
