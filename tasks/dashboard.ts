import { z } from "zod";
import { connectKafka, requireBroker } from "../pipeline/broker/mod.ts";
import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { Dashboard, openWebhook, serveLivePage } from "../pipeline/watch/mod.ts";
import { defineCommand, port, runTask } from "./cli/command.ts";
import { readRules, RULES } from "./options/rules.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { ALERTS, CONSUMER_METRICS_PORT, logAlert, PRODUCER_METRICS_PORT, readAlerts } from "./options/metrics.ts";
import {
  ALARM_TOPIC,
  booleanFlag,
  CLEAN_TOPIC,
  DLQ_TOPIC,
  FORECAST_TOPIC,
  GROUP_ID,
  RAW_TOPIC,
} from "./options/pipeline_options.ts";
import { environment } from "./cli/run.ts";
import { securityOf } from "./options/security.ts";

const URLS = [CONSUMER_METRICS_PORT, PRODUCER_METRICS_PORT].map((port) => `http://127.0.0.1:${port}/metrics`);

const command = defineCommand({
  name: "dashboard",
  summary:
    "Serves a live page of the cluster and the pipeline, on 127.0.0.1 only: rates, lag, rejections, stations by NO2, alerts, the air with its forecasts and drift alarms, topics, messages, groups, dead letters.",
  options: {
    bootstrap: BOOTSTRAP,
    port: {
      flag: "port",
      env: "UI_PORT",
      schema: port(),
      default: "8080",
      placeholder: "PORT",
      describe: "port of the page",
    },
    rawTopic: RAW_TOPIC,
    cleanTopic: CLEAN_TOPIC,
    dlqTopic: DLQ_TOPIC,
    forecastTopic: FORECAST_TOPIC,
    alarmTopic: ALARM_TOPIC,
    groupId: GROUP_ID,
    metricsUrl: {
      flag: "metrics-url",
      schema: z.string().transform((text) => text.split(",").map((url) => url.trim()))
        .pipe(
          z.array(
            z.url({ protocol: /^https?$/, error: "expected http://HOST:PORT/metrics, with commas between several" }),
          ),
        ),
      default: URLS.join(","),
      placeholder: "URL,…",
      describe: "metrics of consumers and producers",
    },
    alerts: ALERTS,
    rules: RULES,
    allowWrite: booleanFlag(
      "allow-write",
      "let the page return dead letters to the raw topic, and send readings by hand",
    ),
  },
  examples: ["dashboard", "dashboard --port 8090 --bootstrap broker.example:9092"],
});

await runTask(command, async (options, { log, signal, stdout }) => {
  const { bootstrap, groupId, rawTopic, cleanTopic, forecastTopic, alarmTopic, allowWrite } = options;
  const deadLetterTopic = options.dlqTopic,
    topics = { rawTopic, cleanTopic, deadLetterTopic, forecastTopic, alarmTopic };
  const [alerts, rules] = await Promise.all([readAlerts(options.alerts), readRules(options.rules)]);
  const security = securityOf(environment);
  const kafka = connectKafka({ ...security, brokers: bootstrap, log: (message, fields) => log.debug(message, fields) });
  const tell = (message: string, fields: Record<string, unknown>) => log.info(message, fields);
  const webhook = alerts.webhook === undefined ? null : openWebhook({
    url: alerts.webhook,
    clock: systemClock,
    log: (message, fields) => log.warn(message, fields),
  });
  const dashboard = new Dashboard(
    { brokers: bootstrap, groupId, ...topics, alerts, metricsUrls: options.metricsUrl },
    {
      kafka,
      reach: () => requireBroker(bootstrap, security),
      clock: systemClock,
      wallClock: Date.now,
      signal,
      onAlert(change) {
        logAlert(log, change);
        webhook?.send({ source: "dashboard", groupId, topic: rawTopic, at: new Date().toISOString(), ...change });
      },
      log: tell,
    },
  );
  const page = await serve();
  stdout(`http://127.0.0.1:${page.port}/  (Ctrl+C ends it)`);
  await dashboard.ended;
  await page.close();
  return 0;

  async function serve() {
    try {
      return await serveLivePage({
        port: options.port,
        kafka,
        clock: systemClock,
        signal,
        rawTopic,
        deadLetterTopic,
        rules,
        allowWrite,
        state: () => dashboard.state(),
        air: (station, field) => dashboard.air(station, field),
        log: tell,
      });
    } catch (error) {
      if (!(error instanceof PipelineError) || error.code !== "port_taken") throw error;
      throw new PipelineError("port_taken", error.message, {
        hint: "name another port with --port",
        cause: error.cause,
      });
    }
  }
});
