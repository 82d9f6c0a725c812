import type { Kafka, PartitionLag } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import type { ForecastEffects, ForecastSummary } from "../../pipeline/infer/mod.ts";
import type { SinkCommit } from "../../pipeline/sink/mod.ts";
import {
  type AirHour,
  AirWatch,
  type AlertConfig,
  ForecasterMetrics,
  lagMetrics,
  openWebhook,
  watchLag,
} from "../../pipeline/watch/mod.ts";
import type { Logger } from "../cli/log.ts";
import { logAlert, type MetricsAddress, startMetrics } from "../options/metrics.ts";

const LAG_MS = 5_000;

/** What watches a forecaster. */
export interface ForecasterWatchOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly at: MetricsAddress;
  readonly alerts: AlertConfig;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** What a forecaster is to report, and what to do at its end. */
export interface ForecasterWatch extends Required<Pick<ForecastEffects, "onProgress">> {
  onCommit(commit: SinkCommit<ForecastSummary>): void;
}

/**
 * Watches a forecaster until the process ends: serves its metrics, reads the group's lag, judges the air, and posts what changes to the
 * webhook. None of it can stop the forecaster, or make it wait.
 */
export function watchForecaster(options: ForecasterWatchOptions): ForecasterWatch {
  const { kafka, groupId, topic, at, alerts, log, signal } = options;
  const metrics = new ForecasterMetrics(Date.now);
  const webhook = alerts.webhook === undefined ? null : openWebhook({
    url: alerts.webhook,
    clock: systemClock,
    log: (message, fields) => log.warn(message, fields),
  });
  const air = new AirWatch(alerts.air, (change) => {
    logAlert(log, change);
    webhook?.send({ source: "forecast", groupId, topic, at: new Date().toISOString(), ...change });
  });
  let lags: PartitionLag[] | null = null;
  void watchLag({ kafka, groupId, topic, everyMs: LAG_MS, clock: systemClock, signal, onLag: (now) => lags = now });
  void startMetrics(at, {
    values: () => [
      ...[...metrics.values(), ...lagMetrics(groupId, lags ?? [])],
      ...[...air.values(), ...webhook?.values() ?? []],
    ],
    readiness: () =>
      lags === null ? { ready: false, why: "the cluster does not report the group's lag" } : { ready: true },
  }, log);
  return {
    onProgress: (progress) => metrics.onProgress(progress),
    onCommit(commit) {
      metrics.onCommit(commit);
      air.add(
        commit.hours.flatMap(({ station_id, origin_ts, target, observed, value, high }): AirHour[] =>
          station_id === null || origin_ts === null
            ? []
            : [{ station: station_id, ts: origin_ts, field: target, observed, forecast: value, upper: high }]
        ),
      );
    },
  };
}
