/**
 * Silver and rejected rows on disk: names of parts, who owns what, what a sweep removes, how parts are folded, and how rows are read.
 *
 * Readers: {@linkcode readSilverColumns}; or {@linkcode readLake}, which gives a snapshot, and {@linkcode partsOf}, its rows.
 *
 * @module
 */
export { ALARMS, folderOf, FORECASTS, REJECTED, SILVER, type Table, type TableName, TABLES } from "./table.ts";
export { formatPartName, type OffsetRange, parsePart, type Part, type PartName, TEMPORARY_PREFIX } from "./part.ts";
export { type Compacted, type Folded, numbers, provenanceOf, readCompacted } from "./compacted.ts";
export { fitsName } from "./fold.ts";
export { foldedRanges, type Listing, listLake, removeFiles } from "./folder.ts";
export { withLake } from "./lock.ts";
export { readLake, type Snapshot } from "./snapshot.ts";
export { type Ask, type Held, hold, partsOf, type Row } from "./query.ts";
export { type Compaction, compactLake, type CompactOptions } from "./compact.ts";
export { type CompactStep, type OnCompactStep } from "./rewrite.ts";
export { cutCompacted } from "./cut.ts";
export { digestFiles, digestLake } from "./digest.ts";
export { claimPartition, type LakeOwner, requireOwner } from "./owner.ts";
export { overtakenParts, planSweep, type SweepPlan } from "./sweep.ts";
export { clearLake } from "./clear.ts";
export { lakeRefusal } from "./refusal.ts";
export { type Exported, type ExportFormat, type ExportOptions, exportSilver } from "./export.ts";
export { readSilverColumns, type SilverColumns } from "./silver_columns.ts";
export { readTableColumns, type TableColumns } from "./table_columns.ts";
export { type DerivedColumn, writeColumns } from "./column_file.ts";
