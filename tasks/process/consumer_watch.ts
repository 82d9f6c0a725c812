import type { Kafka, PartitionLag } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import {
  type AlertConfig,
  alertSample,
  AlertWatch,
  ConsumerMetrics,
  lagMetrics,
  openWebhook,
  watchLag,
} from "../../pipeline/watch/mod.ts";
import type { Logger } from "../cli/log.ts";
import { logAlert, type MetricsAddress, startMetrics } from "../options/metrics.ts";

const LAG_MS = 5_000;

/** What watches a consumer. */
export interface ConsumerWatchOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly at: MetricsAddress;
  readonly alerts: AlertConfig;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Watches a consumer until the process ends: serves its metrics, reads the group's lag, judges the alerts, and posts them to the webhook.
 * None of it can stop the consumer, or make it wait.
 *
 * @returns what the consumer is to tell
 */
export function watchConsumer(
  { kafka, groupId, topic, at, alerts, log, signal }: ConsumerWatchOptions,
): Pick<ConsumerMetrics, "onProgress" | "onCommit" | "times"> {
  const metrics = new ConsumerMetrics(Date.now);
  const webhook = alerts.webhook === undefined ? null : openWebhook({
    url: alerts.webhook,
    clock: systemClock,
    log: (message, fields) => log.warn(message, fields),
  });
  const watch = new AlertWatch(alerts, (change) => {
    logAlert(log, change);
    webhook?.send({ source: "consume", groupId, topic, at: new Date().toISOString(), ...change });
  });
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
    values: () => [...values(), ...watch.values(), ...webhook?.values() ?? []],
    readiness() {
      if (lags === null) return { ready: false, why: "the cluster does not report the group's lag" };
      const stalled = watch.states.find(({ alert, level }) => alert === "stalled" && level === "critical");
      return stalled === undefined ? { ready: true } : { ready: false, why: stalled.message };
    },
  }, log);
  return metrics;
}
