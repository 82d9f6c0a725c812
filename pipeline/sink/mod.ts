/**
 * From verdicts to the lake, exactly once: buffers, part files, one transaction a rotation, taking partitions over.
 *
 * @module
 */
export type { SinkCommit } from "./commit.ts";
export { compactRun, type CompactRunOptions } from "./compact_run.ts";
export { consume, type ConsumeEffects, type ConsumeOptions, type ConsumeProgress } from "./consume.ts";
export type { RotationLimits } from "./buffer.ts";
export type { ForwardTopics } from "./forward.ts";
export { type OnSinkStep, type SinkStep } from "./step.ts";
export { proveRun, type ProveRunOptions } from "./prove_run.ts";
