import type { PartitionLag } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import type { ForecastEffects, ForecastSummary } from "../../pipeline/infer/mod.ts";
import type { SinkCommit } from "../../pipeline/sink/mod.ts";
import { type AirHour, AirWatch, ForecasterMetrics, lagMetrics, watchLag } from "../../pipeline/watch/mod.ts";
import { startMetrics } from "../options/metrics.ts";
import { alertNews, LAG_MS, type WatchOptions } from "./watch_options.ts";

/** What a forecaster calls. */
export interface ForecasterWatch extends Required<Pick<ForecastEffects, "onProgress">> {
  onCommit(commit: SinkCommit<ForecastSummary>): void;
}

/**
 * Watches a forecaster until the process ends: serves its metrics, reads the group's lag, judges the air, and posts what changes to the
 * webhook. None of it can stop the forecaster, or make it wait.
 */
export function watchForecaster(options: WatchOptions): ForecasterWatch {
  const { kafka, groupId, topic, at, alerts, log, signal } = options;
  const metrics = new ForecasterMetrics(Date.now), news = alertNews(options, "forecast");
  const air = new AirWatch(alerts.air, news.onChange);
  let lags: PartitionLag[] | null = null;
  void watchLag({ kafka, groupId, topic, everyMs: LAG_MS, clock: systemClock, signal, onLag: (now) => lags = now });
  void startMetrics(at, {
    values: () => [
      ...[...metrics.values(), ...lagMetrics(groupId, lags ?? [])],
      ...[...air.values(), ...news.values()],
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
