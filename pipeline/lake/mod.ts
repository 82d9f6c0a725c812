/**
 * Silver and rejected rows on disk: names of parts, who owns what, what a sweep removes, how parts are folded, what is proven.
 *
 * @module
 */
export { type Check, type Proof } from "./proof.ts";
export { type RunFacts } from "./run.ts";
export { type ConsumerFacts, type Quantiles, readConsumers, writeConsumer } from "./consumer_facts.ts";
export { OffsetLedger } from "./ledger.ts";
export { formatPartName, type OffsetRange, parsePart, type Part, type PartName, TEMPORARY_PREFIX } from "./part.ts";
export { type Compacted, type Folded } from "./compacted.ts";
export { foldedRanges, type Listing, listLake, removeFiles } from "./folder.ts";
export { withLake } from "./lock.ts";
export { type Compaction, compactLake, type CompactOptions } from "./compact.ts";
export { type CompactStep, type OnCompactStep } from "./rewrite.ts";
export { cutCompacted } from "./cut.ts";
export { digestFiles, digestLake } from "./digest.ts";
export { claimPartition, type LakeOwner, requireOwner } from "./owner.ts";
export { overtakenParts, planSweep, type SweepPlan } from "./sweep.ts";
export { readMemory } from "./memory.ts";
export { clearLake, readProof, readRuns, writeProof, writeRuleSet, writeRun } from "./facts.ts";
export { type Evidence, type EvidenceMessage, prove, type ReadEvidence } from "./prove.ts";
export {
  type DayCount,
  type Dependence,
  type FieldQuality,
  type Limit,
  type LimitYear,
  type No2Month,
  type No2Year,
  type QualityNumbers,
  readQuality,
  type ReasonCount,
  type RejectedRow,
  type RuleCount,
  type SilentChannel,
  type Slice,
  type Slices,
  type Span,
  type Spans,
  type SuspectRow,
  type TimeUnit,
} from "./quality.ts";
export { binStart } from "./quality_slices.ts";
export { type Trace, type TracedRow, type TraceQuery, traceRows } from "./trace.ts";
export { type LineVerdict, readLineVerdicts } from "./line_verdict.ts";
export {
  type Fault,
  FAULT_KINDS,
  type FaultKind,
  type FaultLabels,
  type Flag,
  readFaultLabels,
} from "./fault_label.ts";
export { FILE_RULES, type KindMeasure, measureRules, type RuleMeasure, type RuleMeasures } from "./rule_measure.ts";
export { lakeRefusal } from "./refusal.ts";
export { type Exported, type ExportFormat, type ExportOptions, exportSilver } from "./export.ts";
export { readSilverColumns, type SilverColumns } from "./silver_columns.ts";
