/**
 * The part of the lake that knows its tables by their logs alone and reads no row. Whoever needs no more than that imports this file in
 * place of `mod.ts`: no native library is loaded with it, so that the task needs no `--allow-ffi`.
 *
 * @module
 */
export { ALARMS, FORECASTS, REJECTED, SILVER, type TableName, TABLES } from "./table.ts";
export { type Lake, openLake, refuseOldLayout } from "./lake.ts";
export { type AddFile, DeltaLog, type Snapshot as TableSnapshot } from "./delta/mod.ts";
export {
  type LakeAt,
  type ObjectStoreOptions,
  openFiles,
  openObjectStore,
  placeOf,
  requireConditionalWrites,
  type Store,
  storeAt,
} from "./store/mod.ts";
export { type ColumnType, FILE_TYPES, type TableDescription, type TableWriter, writerOf } from "./protocol/table.ts";
export { ensureTables, requireWriter } from "./protocol/create.ts";
export { type CommittedAt, NO_MANIFEST, requireRowsBefore } from "./protocol/rows_before.ts";
export { keyOf } from "./protocol/key.ts";
export { clearLake, isLakeFile } from "./clear.ts";
