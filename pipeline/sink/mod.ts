/**
 * The engine: what a {@linkcode Stage} makes of messages goes to the lake and to topics, exactly once. Buffers, part files, one transaction
 * a rotation, taking partitions over.
 *
 * @module
 */
export { type RunEffects, type RunOptions, type RunProgress, runStage } from "./run_stage.ts";
export type { KeptRows, Stage, StageBatch, TableRows } from "./stage.ts";
export type { KeyedMessages, RotationWork, RowMessages } from "./worker/work.ts";
export type { SinkCommit } from "./commit.ts";
export type { RotationLimits } from "./buffer.ts";
export { type OnSinkStep, type SinkStep } from "./step.ts";
export { compactRun, type CompactRunOptions } from "./compact_run.ts";
export { proveRun, type ProveRunOptions } from "./prove_run.ts";
