import type { Kafka } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { type AirChange, type AlertChange, type AlertConfig, openWebhook } from "../../pipeline/watch/mod.ts";
import type { Logger } from "../cli/log.ts";
import { logAlert, type MetricsAddress } from "../options/metrics.ts";

/** How often the group's lag is read. */
export const LAG_MS = 5_000;

/** What watches a consumer or a forecaster. */
export interface WatchOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly at: MetricsAddress;
  readonly alerts: AlertConfig;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Writes each change of an alert to the log, and posts it to the webhook of the alerts, if they have one. */
export function alertNews({ groupId, topic, alerts, log }: WatchOptions, source: "consume" | "forecast") {
  const webhook = alerts.webhook === undefined ? null : openWebhook({
    url: alerts.webhook,
    clock: systemClock,
    log: (message, fields) => log.warn(message, fields),
  });
  return {
    onChange(change: AlertChange | AirChange): void {
      logAlert(log, change);
      webhook?.send({ source, groupId, topic, at: new Date().toISOString(), ...change });
    },
    /** Metrics of the webhook. */
    values: () => webhook?.values() ?? [],
  };
}
