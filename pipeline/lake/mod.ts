/**
 * The lake: tables with a Delta log, on a folder or an object store. How rows get into it ({@linkcode claimEpoch}, {@linkcode publish},
 * {@linkcode settle}, {@linkcode compact}, {@linkcode vacuum}), and how they are read.
 *
 * Readers: {@linkcode readSilverColumns}; or {@linkcode readLake}, which gives a snapshot, and {@linkcode rowsOf}, its rows.
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
export { type ColumnType, type TableDescription, type TableWriter, writerOf } from "./protocol/table.ts";
export { ensureTables, requireWriter } from "./protocol/create.ts";
export { claimEpoch } from "./protocol/claim.ts";
export { formatManifest, type Manifest, type ManifestFile, manifestKey } from "./protocol/manifest.ts";
export { formatPartName, parsePartName, type PartName } from "./protocol/part_name.ts";
export { appIdOf, publish, reachOf } from "./protocol/publish.ts";
export { type CommittedAt, NO_MANIFEST, requireRowsBefore, settle, type Settling } from "./protocol/settle.ts";
export { compact, type Compaction, type CompactStep, type OnCompactStep } from "./protocol/compact.ts";
export { vacuum, type Vacuumed } from "./protocol/vacuum.ts";
export { type Origin, originOf, statsOf } from "./protocol/stats.ts";
export { keyOf, numbersOf, readRows } from "./protocol/rows.ts";
export { type LakeFile, type LakeSnapshot, readLake } from "./snapshot.ts";
export { type Ask, type Held, hold, readTable, type Row, rowsOf } from "./query.ts";
export { numbers, provenanceOf } from "./numbers.ts";
export { soundDigest } from "./sound.ts";
export { digestFiles, digestLake } from "./digest.ts";
export { clearLake, isLakeFile } from "./clear.ts";
export { type Exported, type ExportFormat, type ExportOptions, exportSilver } from "./export.ts";
export { readSilverColumns, type SilverColumns } from "./silver_columns.ts";
export { readTableColumns, type TableColumns } from "./table_columns.ts";
export { type DerivedColumn, writeColumns } from "./column_file.ts";
