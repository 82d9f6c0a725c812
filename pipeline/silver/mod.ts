/**
 * Stage 1 of the engine: raw messages become silver and rejected rows, clean messages and dead letters.
 *
 * @module
 */
export { consume, type ConsumeEffects, type ConsumeOptions, type ConsumeProgress } from "./consume.ts";
export type { ForwardTopics } from "./messages.ts";
export { type SilverOptions, silverStage, type SilverSummary } from "./stage.ts";
