/**
 * From verdicts to the lake, exactly once: buffers, part files, one transaction a rotation, taking partitions over.
 *
 * @module
 */
export { consume, type ConsumeEffects, type ConsumeOptions, type ConsumeProgress } from "./consume.ts";
export { type ForwardTopics, type RotationLimits } from "./partition.ts";
export { proveRun, type ProveRunOptions } from "./prove_run.ts";
