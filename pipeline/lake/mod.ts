/**
 * The lake: tables with a Delta log, on a folder or an object store. How rows get into it ({@linkcode claimEpoch}, {@linkcode publish},
 * {@linkcode settle}, {@linkcode compact}, {@linkcode vacuum}), and how they are read.
 *
 * Readers: {@linkcode readSilverColumns}; or {@linkcode readLake}, which gives a snapshot, and {@linkcode rowsOf}, its rows. What needs the logs alone
 * imports `logs.ts`.
 *
 * @module
 */
export * from "./logs.ts";
export { claimEpoch } from "./protocol/claim.ts";
export { formatManifest, type Manifest, type ManifestFile, manifestKey } from "./protocol/manifest.ts";
export { formatPartName, parsePartName, type PartName } from "./protocol/part_name.ts";
export { appIdOf, publish, reachOf } from "./protocol/publish.ts";
export { settle, type Settling } from "./protocol/settle.ts";
export { compact, type Compaction, type CompactStep, type OnCompactStep } from "./protocol/compact.ts";
export { vacuum, type Vacuumed } from "./protocol/vacuum.ts";
export { type Origin, originOf, statsOf } from "./protocol/stats.ts";
export { numbersOf, readRows } from "./protocol/rows.ts";
export { type LakeFile, type LakeSnapshot, readLake } from "./snapshot.ts";
export { type Ask, type Held, hold, readTable, type Row, rowsOf } from "./query.ts";
export { soundDigest } from "./sound.ts";
export { digestFiles, digestLake } from "./digest.ts";
export { type Exported, type ExportFormat, type ExportOptions, exportSilver } from "./export.ts";
export { readSilverColumns, type SilverColumns } from "./silver_columns.ts";
export { readTableColumns, type TableColumns } from "./table_columns.ts";
export { type DerivedColumn, writeColumns } from "./column_file.ts";
