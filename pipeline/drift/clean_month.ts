import { PipelineError } from "../common/mod.ts";
import { monthBefore } from "../forecast/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import { HOUR_MS, type HourlySeries, indexAt, timestampMs } from "../series/mod.ts";

/**
 * The whole days of the month before the cut, by index.
 *
 * @throws {PipelineError} `usage` where the cut leaves less than a month before it or nothing after it
 */
export function cleanMonthOf(series: HourlySeries, cutMs: number): [start: number, end: number] {
  const end = indexAt(series, cutMs) + 1, start = indexAt(series, monthBefore(cutMs)) + 1;
  if (start >= 0 && end < series.length && (cutMs + HOUR_MS) % (24 * HOUR_MS) === 0) return [start, end];
  const last = timestampMs(series, series.length - 1);
  throw new PipelineError(
    "usage",
    `Cannot watch for drift with the cut ${
      formatTimestamp(cutMs)
    }: expected the last hour of a day with a month before it and hours ` +
      `after it, got readings from ${formatTimestamp(series.startMs)} to ${formatTimestamp(last)}`,
    { hint: "give another --cut" },
  );
}
