/**
 * The law of conservation, checked from topics, tables and facts alone.
 *
 * @module
 */
export { type Evidence, type EvidenceMessage, prove, type ReadEvidence } from "./prove.ts";
