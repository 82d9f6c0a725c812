import type { ReplayProgress } from "../../source/mod.ts";
import type { MetricValue } from "./exposition.ts";
import { processMetrics } from "./process.ts";

/**
 * The metrics of a replay, from how far it is; `undefined` before the first word of it.
 *
 * @example
 * ```ts
 * import { formatMetrics, producerMetrics } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(formatMetrics(producerMetrics(undefined)), /^# HELP process_resident_memory_bytes /);
 * ```
 */
export function producerMetrics(progress: ReplayProgress | undefined): MetricValue[] {
  if (progress === undefined) return processMetrics();
  const { dataLines, blankLines, produced, sentBefore, lateness } = progress;
  return [
    { name: "airquality_producer_lines_total", value: dataLines },
    { name: "airquality_producer_blank_lines_total", value: blankLines },
    { name: "airquality_producer_rows_total", value: produced - sentBefore },
    { name: "airquality_producer_max_lateness_seconds", value: lateness.maxMs / 1000 },
    { name: "airquality_producer_p99_lateness_seconds", value: lateness.p99Ms / 1000 },
    ...processMetrics(),
  ];
}
