/**
 * Rules over messages: each one gets a verdict. Pure.
 *
 * @module
 */
export { judge, type RawMessage, type Rejection, type Verdict } from "./judge.ts";
export { RecentReadings } from "./recent.ts";
export { SEEN_OFF_HOUR_LIMIT, SeenReadings } from "./seen.ts";
export { emptyTally, type Tally, tallyAccepted, tallyRejected } from "./tally.ts";
export { judgeNext, type Memory, Validator } from "./validator.ts";
export { type CleanColumns, CleanRows, type ScannedReading } from "./clean_rows.ts";
export { sharedNumbers, textAt, type TextColumn, textColumn, Texts } from "./text_column.ts";
export { RawScan } from "./raw_scan.ts";
