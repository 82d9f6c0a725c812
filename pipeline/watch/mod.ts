/**
 * Operating the pipeline: metrics, alerts, the live page, and what is wrong on this machine.
 *
 * @module
 */
export { type MetricName, METRICS, type MetricSpec } from "./metrics/catalog.ts";
export { ConsumerMetrics } from "./metrics/consumer.ts";
export { formatMetrics, type MetricValue } from "./metrics/exposition.ts";
export type { HistogramCounts } from "./metrics/histogram.ts";
export { lagMetrics, watchLag, type WatchLagOptions } from "./metrics/lag.ts";
export { producerMetrics } from "./metrics/producer.ts";
export { type MetricsSource, type Readiness, serveMetrics } from "./metrics/serve.ts";
export { ForecasterMetrics } from "./metrics/forecaster.ts";
export { AIR_RULES, type AirRule } from "./air/rules.ts";
export { type AirChange, type AirHour, AirWatch } from "./air/watch.ts";
export type { AlertLevel } from "./alerts/level.ts";
export { type AlertConfig, parseAlertConfig } from "./alerts/config.ts";
export { type AlertName, ALERTS, type AlertState } from "./alerts/judge.ts";
export { type AlertSample, alertSample } from "./alerts/sample.ts";
export { type AlertChange, AlertWatch } from "./alerts/watch.ts";
export { openWebhook, type Webhook, type WebhookOptions } from "./alerts/webhook.ts";
export { Dashboard, type DashboardEffects, type DashboardOptions, type DashboardState } from "./live/dashboard.ts";
export { type LivePageOptions, serveLivePage } from "./live/serve.ts";
export type { Listening } from "./http.ts";
export { diagnose, type DiagnoseOptions } from "./doctor/diagnose.ts";
export { type Diagnosis, type Finding, type FindingId, FINDINGS } from "./doctor/finding.ts";
export type { FindingKind, Severity } from "./doctor/findings/kind.ts";
export { PINNED_DENO } from "./doctor/findings/machine.ts";
export { guideText } from "./doctor/guide.ts";
