import { z } from "zod";
import { PipelineError } from "../../pipeline/common/mod.ts";
import {
  type AirChange,
  type AlertChange,
  type AlertConfig,
  type Listening,
  type MetricsSource,
  parseAlertConfig,
  producerMetrics,
  serveMetrics,
} from "../../pipeline/watch/mod.ts";
import type { ReplayProgress } from "../../pipeline/source/mod.ts";
import type { Logger } from "../cli/log.ts";
import { text } from "../cli/schema.ts";

/** Where metrics are served; null where they are not. */
export type MetricsAddress = { hostname: string; port: number } | null;

const FORM = "a port, HOST:PORT to be reached from elsewhere, or off";

const address = z.string().transform((value, context): MetricsAddress => {
  if (value === "off") return null;
  const [, hostname = "127.0.0.1", port] = /^(?:(.+):)?(\d{1,5})$/.exec(value) ?? [];
  if (Number(port) >= 1 && Number(port) <= 65_535) return { hostname, port: Number(port) };
  context.issues.push({ code: "custom", message: `expected ${FORM}`, input: value });
  return z.NEVER;
});

/** Where a task serves its metrics; each has a port of its own. */
export const metricsPort = (port: number, describe: string) => ({
  flag: "metrics-port",
  env: "METRICS_PORT",
  schema: address,
  default: String(port),
  placeholder: "PORT|off",
  describe: `${describe}: ${FORM}; a taken port is a warning only`,
});

export const CONSUMER_METRICS_PORT = 8000;
export const PRODUCER_METRICS_PORT = 8001;
export const FORECASTER_METRICS_PORT = 8002;

/** When an alert is given. */
export const ALERTS = {
  flag: "alerts",
  path: true,
  env: "AIR_QUALITY_ALERTS",
  schema: text().optional(),
  placeholder: "FILE",
  describe: "a JSON file with thresholds of the alerts, rules about the air, and a webhook",
};

/** The settings of a file; the default ones without a file. @throws {PipelineError} `not_found`, `no_permission`, `usage` */
export async function readAlerts(path: string | undefined): Promise<AlertConfig> {
  if (path === undefined) return parseAlertConfig("{}", "the defaults");
  try {
    return parseAlertConfig(await Deno.readTextFile(path), path);
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause;
    const absent = cause instanceof Deno.errors.NotFound;
    throw new PipelineError(
      absent ? "not_found" : "no_permission",
      `Cannot read ${path} as settings of the alerts: expected a JSON file, got ${
        absent ? "no such file" : String(cause)
      }`,
      { hint: "name an existing file with --alerts FILE", cause },
    );
  }
}

/** Serves metrics if the address is free: to be seen is no reason to stop working. */
export async function startMetrics(at: MetricsAddress, source: MetricsSource, log: Logger): Promise<Listening | null> {
  if (at === null) return null;
  try {
    const server = await serveMetrics(at, source);
    log.debug("metrics are served", { url: `http://${at.hostname}:${at.port}/metrics` });
    return server;
  } catch (error) {
    log.warn("no metrics of this process", { reason: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

/** Serves the metrics of a replay. */
export const startProducerMetrics = (
  at: MetricsAddress,
  progress: () => ReplayProgress | undefined,
  log: Logger,
): Promise<Listening | null> =>
  startMetrics(at, {
    values: () => producerMetrics(progress()),
    readiness: () => progress() === undefined ? { ready: false, why: "nothing was sent yet" } : { ready: true },
  }, log);

/** Tells of an alert that has come to another level. */
export function logAlert(log: Logger, { alert, from, to, message }: AlertChange | AirChange): void {
  const tell = to === "ok" ? log.info : to === "warn" ? log.warn : log.error;
  tell(`alert ${alert}: ${from} → ${to}`, { message });
}
