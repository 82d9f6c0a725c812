import type { Quantiles } from "../../facts/mod.ts";
import { FIELDS, REASON_CODES } from "../../reading/mod.ts";
import type { ConsumeProgress, SilverSummary } from "../../silver/mod.ts";
import type { SinkCommit } from "../../sink/mod.ts";
import { METRICS } from "./catalog.ts";
import type { MetricValue } from "./exposition.ts";
import { Histogram, quantile } from "./histogram.ts";
import { processMetrics } from "./process.ts";

/**
 * Gathers what a consumer tells of its work and gives it as metrics. What its tally counts is read from there, not counted twice.
 *
 * @example
 * ```ts
 * import { ConsumerMetrics, formatMetrics } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const metrics = new ConsumerMetrics(() => 1_700_000_000_000);
 * metrics.onCommit({
 *   partition: 0, rows: 2, files: 1, nextOffset: 2, seconds: 0.3, transactionSeconds: 0.1, missingRatio: 0.25,
 *   timestampsMs: [1_699_999_999_000, 1_699_999_999_500],
 * });
 * assert.match(formatMetrics(metrics.values()), /airquality_end_to_end_latency_seconds_sum 1.5\n/);
 * ```
 */
export class ConsumerMetrics {
  readonly #wallClock: () => number;
  readonly #flushRows = new Histogram(METRICS.airquality_flush_rows.buckets);
  readonly #rotationSeconds = new Histogram(METRICS.airquality_rotation_duration_seconds.buckets);
  readonly #transactionSeconds = new Histogram(METRICS.airquality_transaction_duration_seconds.buckets);
  readonly #latencySeconds = new Histogram(METRICS.airquality_end_to_end_latency_seconds.buckets);
  #progress: ConsumeProgress | undefined;
  #missingRatio: number | null = null;
  #lastCommitMs: number | undefined;

  /** @param wallClock milliseconds since 1970: latency is measured from the timestamps of messages */
  constructor(wallClock: () => number) {
    this.#wallClock = wallClock;
  }

  /** What the consumer last reported of itself. */
  get progress(): ConsumeProgress | undefined {
    return this.#progress;
  }

  onProgress(progress: ConsumeProgress): void {
    this.#progress = progress;
  }

  onCommit(commit: SinkCommit<SilverSummary>): void {
    this.#lastCommitMs = this.#wallClock();
    this.#flushRows.add(commit.rows);
    this.#rotationSeconds.add(commit.seconds);
    this.#transactionSeconds.add(commit.transactionSeconds);
    if (commit.missingRatio !== null) this.#missingRatio = commit.missingRatio;
    // Clocks of two machines differ: a message from the future has taken no time.
    for (const ms of commit.timestampsMs) this.#latencySeconds.add(Math.max(0, this.#lastCommitMs - ms) / 1000);
  }

  /** How long rotations took, and readings from sending to commit, in seconds; null where nothing was committed. */
  get times(): { rotation: Quantiles | null; latency: Quantiles | null } {
    return { rotation: quantilesOf(this.#rotationSeconds), latency: quantilesOf(this.#latencySeconds) };
  }

  values(): MetricValue[] {
    return [
      ...(this.#progress === undefined ? [] : progressMetrics(this.#progress)),
      ...(this.#missingRatio === null
        ? []
        : [{ name: "airquality_batch_missing_ratio" as const, value: this.#missingRatio }]),
      { name: "airquality_flush_rows", value: this.#flushRows },
      { name: "airquality_rotation_duration_seconds", value: this.#rotationSeconds },
      { name: "airquality_transaction_duration_seconds", value: this.#transactionSeconds },
      { name: "airquality_end_to_end_latency_seconds", value: this.#latencySeconds },
      ...(this.#lastCommitMs === undefined
        ? []
        : [{ name: "airquality_last_commit_timestamp_seconds" as const, value: this.#lastCommitMs / 1000 }]),
      ...processMetrics(),
    ];
  }
}

function quantilesOf(histogram: Histogram): Quantiles | null {
  const [p50, p99] = [quantile(histogram, 0.5), quantile(histogram, 0.99)];
  return p50 === null || p99 === null ? null : { p50, p99 };
}

function progressMetrics({ tally, committedRows, files }: ConsumeProgress): MetricValue[] {
  return [
    { name: "airquality_consumed_messages_total", value: tally.accepted + tally.rejected },
    { name: "airquality_accepted_rows_total", value: tally.accepted },
    { name: "airquality_suspect_rows_total", value: tally.suspect },
    // Each rule and field is there from the start: a series that appears with its first value has no rate then.
    ...REASON_CODES.map((reason): MetricValue => ({
      name: "airquality_rejected_rows_total",
      labels: { reason },
      value: tally.rejectedByReason[reason] ?? 0,
    })),
    ...FIELDS.map(({ name: field }): MetricValue => ({
      name: "airquality_missing_values_total",
      labels: { field },
      value: (tally.missingByFieldAndHour[field] ?? []).reduce((sum, count) => sum + count, 0),
    })),
    ...FIELDS.map(({ name: field }): MetricValue => ({
      name: "airquality_out_of_range_values_total",
      labels: { field },
      value: tally.outOfRangeByField[field] ?? 0,
    })),
    { name: "airquality_committed_rows_total", value: committedRows },
    { name: "airquality_part_files_total", value: files },
  ];
}
