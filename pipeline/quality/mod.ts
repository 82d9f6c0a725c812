/**
 * What the rows of a lake say together (counts, measures, spans, limits), and the rows behind a number.
 *
 * @module
 */
export {
  type DayCount,
  type Dependence,
  type FieldQuality,
  type HumidityStation,
  type LevelChange,
  type Limit,
  type LimitYear,
  type No2Month,
  type No2Year,
  type OtherReading,
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
  type SummerTimeStation,
  type SuspectRow,
  type TimeUnit,
} from "./quality.ts";
export { binStart } from "./slices.ts";
export {
  type Evidence,
  exportCommand,
  OFFSET_FLAG,
  offsetCommand,
  OVER_FLAG,
  traceCommand,
  WEEKDAY_FLAGS,
  WEEKDAYS,
} from "./trace_command.ts";
export { type Trace, type TracedRow, type TraceQuery, traceRows } from "./trace.ts";
