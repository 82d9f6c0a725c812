import type { ForecastSummary } from "../../infer/mod.ts";
import type { RunProgress, SinkCommit } from "../../sink/mod.ts";
import { METRICS } from "./catalog.ts";
import type { MetricValue } from "./exposition.ts";
import { Histogram } from "./histogram.ts";
import { processMetrics } from "./process.ts";

/**
 * Gathers what a forecaster says of its work and gives it as metrics.
 *
 * @example
 * ```ts
 * import { ForecasterMetrics, formatMetrics } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const metrics = new ForecasterMetrics(() => 1_700_000_000_000);
 * metrics.onCommit({
 *   partition: 0, rows: 2, files: 1, nextOffset: 2, seconds: 0.3, transactionSeconds: 0.1, timestampsMs: [1_699_999_999_000],
 *   forecasts: 2, refused: 1, fallbacks: 0, alarms: 1, hours: [], errors: { co_gt: { scored: 1, absolute: 0.5 } },
 * });
 * assert.match(formatMetrics(metrics.values()), /^airquality_forecast_absolute_error_total\{target="co_gt"\} 0.5$/m);
 * ```
 */
export class ForecasterMetrics {
  readonly #wallClock: () => number;
  readonly #rotationSeconds = new Histogram(METRICS.airquality_rotation_duration_seconds.buckets);
  readonly #latencySeconds = new Histogram(METRICS.airquality_end_to_end_latency_seconds.buckets);
  readonly #counts = { forecasts: 0, refused: 0, fallbacks: 0, alarms: 0 };
  readonly #errors = new Map<string, { scored: number; absolute: number }>();
  #committedRows = 0;
  #lastCommitMs: number | undefined;

  /** @param wallClock milliseconds since 1970: latency is measured from the timestamps of clean messages */
  constructor(wallClock: () => number) {
    this.#wallClock = wallClock;
  }

  onProgress({ committedRows }: RunProgress): void {
    this.#committedRows = committedRows;
  }

  onCommit(commit: SinkCommit<ForecastSummary>): void {
    this.#lastCommitMs = this.#wallClock();
    for (const key of ["forecasts", "refused", "fallbacks", "alarms"] as const) this.#counts[key] += commit[key];
    for (const [target, { scored, absolute }] of Object.entries(commit.errors)) {
      const sum = this.#errors.get(target) ?? { scored: 0, absolute: 0 };
      this.#errors.set(target, { scored: sum.scored + scored, absolute: sum.absolute + absolute });
    }
    this.#rotationSeconds.add(commit.seconds);
    // Clocks of two machines differ: a message from the future has taken no time.
    for (const ms of commit.timestampsMs) this.#latencySeconds.add(Math.max(0, this.#lastCommitMs - ms) / 1000);
  }

  values(): MetricValue[] {
    return [
      { name: "airquality_forecasts_total", value: this.#counts.forecasts },
      { name: "airquality_forecasts_refused_total", value: this.#counts.refused },
      { name: "airquality_forecast_fallbacks_total", value: this.#counts.fallbacks },
      { name: "airquality_drift_alarms_total", value: this.#counts.alarms },
      ...[...this.#errors].flatMap(([target, { scored, absolute }]): MetricValue[] => [
        { name: "airquality_forecasts_scored_total", labels: { target }, value: scored },
        { name: "airquality_forecast_absolute_error_total", labels: { target }, value: absolute },
      ]),
      { name: "airquality_committed_rows_total", value: this.#committedRows },
      { name: "airquality_rotation_duration_seconds", value: this.#rotationSeconds },
      { name: "airquality_end_to_end_latency_seconds", value: this.#latencySeconds },
      ...(this.#lastCommitMs === undefined
        ? []
        : [{ name: "airquality_last_commit_timestamp_seconds" as const, value: this.#lastCommitMs / 1000 }]),
      ...processMetrics(),
    ];
  }
}
