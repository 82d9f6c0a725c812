/** One metric: how Prometheus sees it. */
export interface MetricSpec {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** Names of its labels. Each is bounded: rules and fields are closed lists, partitions and groups are the cluster's. */
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram's buckets, ascending; that of infinity is added. */
  readonly buckets?: readonly number[];
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const ROWS = [1, 10, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000];
const GROUP = ["consumergroup", "topic", "partition"];
const TOPIC = ["topic", "partition"];

/**
 * Every metric that is exported, by its name. The lag has the names of kafka_exporter, so that its dashboards work; the process has those
 * of Prometheus's client libraries. A station is no label: there may be any number of them.
 *
 * @example
 * ```ts
 * import { METRICS } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(METRICS.airquality_rejected_rows_total.labels[0], "reason");
 * ```
 */
export const METRICS = {
  airquality_producer_lines_total: { type: "counter", help: "Data lines read from the file, including blank ones." },
  airquality_producer_blank_lines_total: { type: "counter", help: "Blank data lines, which are not sent." },
  airquality_producer_rows_total: { type: "counter", help: "Messages that the broker has acknowledged." },
  airquality_producer_max_lateness_seconds: {
    type: "gauge",
    help: "Maximum time between a reading's due time and its sending.",
  },
  airquality_producer_p99_lateness_seconds: {
    type: "gauge",
    help: "99th percentile of the lateness, accurate to 10 %.",
  },
  airquality_consumed_messages_total: { type: "counter", help: "Raw messages judged, including those read again." },
  airquality_accepted_rows_total: { type: "counter", help: "Readings accepted, including suspect ones." },
  airquality_suspect_rows_total: { type: "counter", help: "Readings accepted with a note." },
  airquality_rejected_rows_total: {
    type: "counter",
    help: "Messages rejected, by the first of their reasons.",
    labels: ["reason"],
  },
  airquality_missing_values_total: {
    type: "counter",
    help: "Missing values of accepted readings.",
    labels: ["field"],
  },
  airquality_out_of_range_values_total: {
    type: "counter",
    help: "Implausible values of accepted readings, now null.",
    labels: ["field"],
  },
  airquality_committed_rows_total: { type: "counter", help: "Rows in the lake whose offsets are committed." },
  airquality_part_files_total: { type: "counter", help: "Parquet files written and committed." },
  airquality_batch_missing_ratio: { type: "gauge", help: "Share of missing values in the newest batch committed." },
  airquality_flush_rows: { type: "histogram", help: "Rows of a rotation.", buckets: ROWS },
  airquality_rotation_duration_seconds: {
    type: "histogram",
    help: "Time of a rotation: part files, then the transaction.",
    buckets: SECONDS,
  },
  airquality_transaction_duration_seconds: {
    type: "histogram",
    help: "Time of a rotation's Kafka transaction.",
    buckets: SECONDS,
  },
  airquality_end_to_end_latency_seconds: {
    type: "histogram",
    help: "Time from a raw message's timestamp to the commit of its row.",
    buckets: SECONDS,
  },
  airquality_last_commit_timestamp_seconds: {
    type: "gauge",
    help: "Timestamp of the newest commit, seconds since 1970.",
  },
  airquality_forecasts_total: { type: "counter", help: "Forecasts and refusals committed, of all targets and models." },
  airquality_forecasts_refused_total: { type: "counter", help: "Those that a model refused." },
  airquality_forecast_fallbacks_total: {
    type: "counter",
    help: "Refusals for which the last observed value stands in.",
  },
  airquality_drift_alarms_total: { type: "counter", help: "Alarms of the drift detectors committed." },
  airquality_forecasts_scored_total: {
    type: "counter",
    help: "Champions' forecasts whose hour has been observed.",
    labels: ["target"],
  },
  airquality_forecast_absolute_error_total: {
    type: "counter",
    help: "Sum of their absolute errors, in the unit of the target: divided by their number it is the mean.",
    labels: ["target"],
  },
  airquality_air_level: {
    type: "gauge",
    help: "Rule about the air: 0 no station breaks it, 1 warning, 2 critical.",
    labels: ["rule"],
  },
  airquality_air_stations: { type: "gauge", help: "Stations whose newest reading breaks a rule.", labels: ["rule"] },
  airquality_air_readings_total: {
    type: "counter",
    help: "Hourly readings compared with the limit.",
    labels: ["rule"],
  },
  airquality_air_over_limit_readings_total: { type: "counter", help: "Those that were over it.", labels: ["rule"] },
  airquality_air_warnings_total: {
    type: "counter",
    help: "Hours by what the forecast an hour before said: hit, miss, false_alarm.",
    labels: ["rule", "outcome"],
  },
  airquality_air_onsets_total: {
    type: "counter",
    help: "First hours over the limit: warned of an hour before, or missed.",
    labels: ["rule", "outcome"],
  },
  airquality_alert_level: {
    type: "gauge",
    help: "0 ok, 1 warning, 2 critical.",
    labels: ["alert"],
  },
  airquality_webhook_posts_total: {
    type: "counter",
    help: "Alerts for the webhook, by what became of them: sent, failed, dropped.",
    labels: ["outcome"],
  },
  kafka_consumergroup_current_offset: { type: "gauge", help: "Offset that the group has committed.", labels: GROUP },
  kafka_consumergroup_lag: {
    type: "gauge",
    help: "Messages between the committed offset and the end of the partition.",
    labels: GROUP,
  },
  kafka_topic_partition_current_offset: { type: "gauge", help: "Offset after the last message.", labels: TOPIC },
  kafka_topic_partition_oldest_offset: { type: "gauge", help: "First offset kept.", labels: TOPIC },
  process_resident_memory_bytes: { type: "gauge", help: "Memory of the process." },
  process_heap_bytes: { type: "gauge", help: "Memory of the JavaScript heap in use." },
  process_cpu_seconds_total: { type: "counter", help: "Processor time, user and system." },
} as const satisfies Record<string, MetricSpec>;

/** Name of a metric that is exported. */
export type MetricName = keyof typeof METRICS;
