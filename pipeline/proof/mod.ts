/**
 * The law of conservation, checked from topics, tables and facts alone.
 *
 * @module
 */
export { ContentLedger, type ContentMessage, type RawPlace, type RejectedRow } from "./content.ts";
export type { Differences } from "./differences.ts";
export { type Evidence, type EvidenceMessage, prove, type ReadEvidence } from "./prove.ts";
