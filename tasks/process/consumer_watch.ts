import type { PartitionLag } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { alertSample, AlertWatch, ConsumerMetrics, lagMetrics, watchLag } from "../../pipeline/watch/mod.ts";
import { startMetrics } from "../options/metrics.ts";
import { alertNews, LAG_MS, type WatchOptions } from "./watch_options.ts";

/**
 * Watches a consumer until the process ends: serves its metrics, reads the group's lag, judges the alerts, and posts them to the webhook.
 * None of it can stop the consumer, or make it wait.
 *
 * @returns what the consumer calls
 */
export function watchConsumer(options: WatchOptions): Pick<ConsumerMetrics, "onProgress" | "onCommit" | "times"> {
  const { kafka, groupId, topic, at, alerts, log, signal } = options;
  const metrics = new ConsumerMetrics(Date.now), news = alertNews(options, "consume");
  const watch = new AlertWatch(alerts, news.onChange);
  let lags: PartitionLag[] | null = null;
  const values = () => [...metrics.values(), ...lagMetrics(groupId, lags ?? [])];
  void watchLag({
    kafka,
    groupId,
    topic,
    everyMs: LAG_MS,
    clock: systemClock,
    signal,
    onLag(now) {
      lags = now;
      const sample = alertSample(systemClock.now(), values());
      if (sample !== null) watch.add(sample);
    },
  });
  void startMetrics(at, {
    values: () => [...values(), ...watch.values(), ...news.values()],
    readiness() {
      if (lags === null) return { ready: false, why: "the cluster does not report the group's lag" };
      const stalled = watch.states.find(({ alert, level }) => alert === "stalled" && level === "critical");
      return stalled === undefined ? { ready: true } : { ready: false, why: stalled.message };
    },
  }, log);
  return metrics;
}
