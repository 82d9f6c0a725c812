/**
 * The contract: what a reading is, its fields, units and ranges, and its forms on the wire.
 *
 * @module
 */
export { type Field, FIELDS, MISSING_NUMBERS, MISSING_SENTINEL, NO2_HOURLY_LIMIT } from "./field.ts";
export { dateOf, formatTimestamp, parseTimestamp } from "./timestamp.ts";
export {
  lineAtEnds,
  MISSING_TEXTS,
  type RawLine,
  rawLineSchema,
  type RawReading,
  rawReadingSchema,
  RUN_HEADER,
  STATION_ID,
} from "./raw.ts";
export { type CleanReading, encodeClean } from "./clean.ts";
export { type Reason, REASON_CODES, type ReasonCode } from "./reason.ts";
export {
  DEAD_LETTER_ENDS_BYTES,
  DEAD_LETTER_HEADERS,
  DEAD_LETTER_KEY_BYTES,
  type DeadLetterFacts,
  deadLetterHeaders,
  deadLetterSource,
  isDeadLetterHeader,
  parseDeadLetterHeaders,
  wholeNumberIn,
} from "./dead_letter.ts";
export { contractFiles } from "./contract.ts";
export { type ContractChange, contractChanges, type ContractText } from "./contract_diff.ts";
export { flagsOf, NOTE_CODES, NOTE_LEVELS, type NoteCode, type NoteLevel } from "./note.ts";
export { DEFAULT_RULE_SET, encodeRuleSet, type RuleSet, ruleSetVersion } from "./rule_set.ts";
export { parseRuleSet } from "./rule_set_file.ts";
export { type Rule, RULES } from "./rule.ts";
export { MAX_VALUE_BYTES, PHYSICS_READINGS, SEEN_WINDOW_DAYS, TIME_READINGS } from "./rule_memory.ts";
export { MAGNUS, vapourPressure } from "./vapour.ts";
export { TIME_LIMITS, type TimeLimit } from "./time_limit.ts";
export {
  isRedriveHeader,
  isRedriven,
  type Position,
  REDRIVE_HOPS_HEADER,
  REDRIVE_ORIGIN_HEADER,
  redriveOrigin,
} from "./redriven.ts";
