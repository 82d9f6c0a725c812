/**
 * The source: a CSV file as raw messages at a pace, its dialect, and which file it is.
 *
 * @module
 */
export { type Delimiter, detectDialect, type Dialect, type DialectOptions } from "./dialect.ts";
export { describeDialect } from "./describe_dialect.ts";
export { type DecimalMark, type NumberForm, type ThousandsMark } from "./number.ts";
export { type Basis } from "./evidence.ts";
export { DATE_ORDERS, type DateOrder, type TimeKind, timestampReader } from "./timestamp.ts";
export { type Column } from "./header.ts";
export { readRows, type RowBlock, type SourceRow } from "./csv.ts";
export { describePace, type Pace } from "./pace.ts";
export { type LatenessSummary } from "./lateness.ts";
export {
  type Interruption,
  type Outgoing,
  replay,
  type ReplayFacts,
  type ReplayOptions,
  type ReplayProgress,
} from "./replay.ts";
export { chooseDataset, type Dataset, type DatasetOptions, obtainOfficial } from "./dataset.ts";
export { type Fetch, type Publication, UCI_AIR_QUALITY } from "./download.ts";
export { generateSample, SAMPLE, writeSample } from "./sample.ts";
export { identifyFile, requireUnchanged, type SourceFile } from "./source_file.ts";
export { type Existing, produce, type ProduceOptions } from "./produce.ts";
export { type SentRun } from "./sent_run.ts";
export { countLines, type Digests, isThere, writeSource } from "./file.ts";
export { type Split, type SplitAt, splitCsv, type SplitOptions, type SplitPart } from "./split.ts";
export { sendOne } from "./one.ts";
