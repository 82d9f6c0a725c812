import { createTopics, describeTopics } from "../pipeline/broker/mod.ts";
import { PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { loadServed, runForecasts, serveWatch, type Serving } from "../pipeline/infer/mod.ts";
import type { RunProgress } from "../pipeline/sink/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, writableLakeOf } from "./options/lake.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import {
  ALARM_TOPIC,
  booleanFlag,
  CLEAN_TOPIC,
  COMPRESSION,
  FORECAST_GROUP_ID,
  FORECAST_TOPIC,
  OUT_DIR,
  STATE_TOPIC,
} from "./options/pipeline_options.ts";
import { forecastTopics } from "./options/forecast_topics.ts";
import { ALERTS, FORECASTER_METRICS_PORT, metricsPort, readAlerts } from "./options/metrics.ts";
import { parentEnded, RUN_OPTIONS, runOptionsOf } from "./options/run_options.ts";
import { openNewestModels } from "./process/models_watch.ts";
import { watchForecaster } from "./process/forecaster_watch.ts";
import { forecastLine, type ForecastTally } from "./text/forecast_text.ts";

const command = defineCommand({
  name: "forecast",
  summary:
    "Forecasts the next hour at each clean reading and raises alarms of drift, into tables and topics, each exactly once. Ctrl+C commits and ends.",
  options: {
    bootstrap: BOOTSTRAP,
    cleanTopic: CLEAN_TOPIC,
    forecastTopic: FORECAST_TOPIC,
    stateTopic: STATE_TOPIC,
    alarmTopic: ALARM_TOPIC,
    groupId: FORECAST_GROUP_ID,
    outDir: { ...OUT_DIR, describe: "the lake: models/ has the models, forecasts/ and alarms/ get what comes of them" },
    lake: { ...LAKE, describe: `${LAKE.describe}; models/ stays in --out-dir` },
    model: {
      flag: "model",
      schema: text().optional(),
      placeholder: "NAME",
      describe:
        "the champion for all targets; without it, for each target the model that serves (see deno task models)",
    },
    challengers: {
      flag: "challengers",
      schema: text().optional(),
      placeholder: "NAMES",
      describe: "models that run beside the champion, separated by commas",
    },
    ...RUN_OPTIONS,
    compression: COMPRESSION,
    metricsPort: metricsPort(FORECASTER_METRICS_PORT, "serve /metrics, /ping and /ready"),
    alerts: ALERTS,
    json: booleanFlag("json", "progress and outcome as JSON lines on standard output"),
  },
  examples: ["forecast --until-end", "forecast --model ridge --challengers sarima,persistence"],
});

await runTask(command, async (options, { log, signal, stdout, progress }) => {
  const { cleanTopic, forecastTopic, stateTopic, alarmTopic, groupId, outDir } = options;
  const alerts = await readAlerts(options.alerts);
  const lake = await writableLakeOf(options);
  const challengers = options.challengers?.split(",").map((name) => name.trim()) ?? [];
  const load = async (): Promise<Serving> => {
    const models = await loadServed({ lakeDir: outDir, champion: options.model, challengers });
    const watch = await serveWatch(outDir);
    for (const { target, name, role, digest } of models) log.info("serves", { target, model: name, role, digest });
    if (watch === null) {
      log.warn("no drift alarms: models/ has no watchlist, as the cut left no clean month", { outDir });
    } else log.info("watches for drift", { station: watch.station, digest: watch.digest });
    return { models, watch };
  };
  const runNewest = await openNewestModels({ lakeDir: outDir, load, log });

  const kafka = await reachKafka(options.bootstrap, log);
  const [clean] = await describeTopics(kafka, [cleanTopic]);
  const partitions = clean!.partitions.length;
  const topics = forecastTopics(options);
  await createTopics(kafka, topics, partitions);
  for (const topic of await describeTopics(kafka, topics.map(({ name }) => name))) {
    if (topic.partitions.length === partitions) continue;
    throw new PipelineError(
      "topic_mismatch",
      `Cannot forecast into ${topic.name} as it has another number of partitions than ${cleanTopic}: expected ${partitions}, got ` +
        `${topic.partitions.length}`,
      { hint: "name other topics by --forecast-topic, --state-topic and --alarm-topic: they are created as needed" },
    );
  }

  const watching = watchForecaster({ kafka, groupId, topic: cleanTopic, at: options.metricsPort, alerts, log, signal });
  const live = options.json ? null : progress(["forecast"]);
  const tally: ForecastTally = { forecasts: 0, refused: 0, fallbacks: 0, alarms: 0 };
  let shownMs = -Infinity;
  const show = (now: RunProgress) => {
    watching.onProgress(now);
    if (systemClock.now() - shownMs < 100) return;
    shownMs = systemClock.now();
    if (live === null) stdout(JSON.stringify({ ...now, ...tally }));
    else live.update("forecast", forecastLine(tally, now));
  };
  const ending = options.whileStdin ? AbortSignal.any([signal, parentEnded()]) : signal;
  const outcome = await runNewest(
    ending,
    (serving, signal, total) =>
      runForecasts({
        ...runOptionsOf(options),
        ...serving,
        groupId,
        topic: cleanTopic,
        lake,
        forecastTopic,
        stateTopic,
        alarmTopic,
        codec: options.compression,
      }, {
        kafka,
        clock: systemClock,
        signal,
        onCommit(commit) {
          for (const key of ["forecasts", "refused", "fallbacks", "alarms"] as const) tally[key] += commit[key];
          watching.onCommit(commit);
        },
        onProgress: (now) => show(total(now)),
        log: (message, fields) => log.info(message, fields),
      }),
  );
  shownMs = -Infinity;
  show(outcome);
  live?.end();
  if (!options.json) stdout(forecastLine(tally, outcome));
  return 0;
});
