import {
  createTopics,
  deadLetterTopic,
  describeTopics,
  hasCaughtUp,
  type Kafka,
  listTopics,
  readBounds,
  readCommitted,
  recreateTopics,
  type TopicToMake,
  verifyTopics,
} from "../pipeline/broker/mod.ts";
import { ensureBroker, type EnsuredBroker, stopBroker } from "../pipeline/local_kafka/mod.ts";
import { makeFolder, PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { type Proof, readConsumers, readRuns, writeRun } from "../pipeline/facts/mod.ts";
import { clearLake, type Store } from "../pipeline/lake/mod.ts";
import { readQuality } from "../pipeline/quality/mod.ts";
import { renderPictures, writeReport } from "../pipeline/document/mod.ts";
import { renderReport } from "../pipeline/report/mod.ts";
import { compactRun, proveRun } from "../pipeline/sink/mod.ts";
import { countLines, produce, type ReplayProgress } from "../pipeline/source/mod.ts";
import { defineCommand, type Options, runTask, type TaskContext } from "./cli/command.ts";
import { LAKE, writableLakeOf } from "./options/lake.ts";
import { readRules, RULES } from "./options/rules.ts";
import { startConsumer } from "./process/consumer_process.ts";
import { type ForecastSteps, forecastSteps, trainStep } from "./process/forecast_steps.ts";
import { chooseCsv } from "./options/dataset.ts";
import { FORECAST_OPTIONS, QUICK_MODELS } from "./options/forecast.ts";
import { forecastTopics } from "./options/forecast_topics.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP, KAFKA_HOME, localBrokerSettings } from "./options/local_broker.ts";
import { ALERTS, CONSUMER_METRICS_PORT, metricsPort, readAlerts, startProducerMetrics } from "./options/metrics.ts";
import {
  ALARM_TOPIC,
  booleanFlag,
  CLEAN_TOPIC,
  COMPRESSION,
  DLQ_TOPIC,
  FORECAST_GROUP_ID,
  FORECAST_TOPIC,
  GROUP_ID,
  OUT_DIR,
  paceOf,
  RAW_TOPIC,
  REPLAY_OPTIONS,
  REPORT_DIR,
  ROTATION_OPTIONS,
  STATE_TOPIC,
} from "./options/pipeline_options.ts";
import { consumeLine, produceLine } from "./text/progress_text.ts";
import { forecastProofText, forecastSummaryText, proofTable, summaryText } from "./text/proof_text.ts";

const command = defineCommand({
  name: "pipeline",
  summary:
    "Runs the whole job: starts a broker if none is running, creates topics, replays and validates side by side, proves, reports; with --forecast also trains, forecasts, evaluates and watches for drift. Exit status 0 only if the proof holds.",
  options: {
    bootstrap: BOOTSTRAP,
    kafkaHome: KAFKA_HOME,
    rawTopic: RAW_TOPIC,
    cleanTopic: CLEAN_TOPIC,
    dlqTopic: DLQ_TOPIC,
    groupId: GROUP_ID,
    outDir: OUT_DIR,
    lake: LAKE,
    reportDir: REPORT_DIR,
    ...REPLAY_OPTIONS,
    ...ROTATION_OPTIONS,
    compression: COMPRESSION,
    rules: RULES,
    metricsPort: metricsPort(
      CONSUMER_METRICS_PORT,
      "serve the consumer's /metrics here, the producer's on the next port",
    ),
    alerts: ALERTS,
    append: booleanFlag("append", "add to the existing topics and lake"),
    fresh: {
      ...booleanFlag("fresh", "empty the topics and the lake first, also on a broker that was not started from here"),
      excludes: ["append"],
    },
    forecast: booleanFlag(
      "forecast",
      "then train models, forecast every clean reading, prove it, evaluate the models and study drift",
    ),
    forecastTopic: FORECAST_TOPIC,
    stateTopic: STATE_TOPIC,
    alarmTopic: ALARM_TOPIC,
    forecastGroupId: { ...FORECAST_GROUP_ID, flag: "forecast-group-id" },
    cut: FORECAST_OPTIONS.cut,
    models: { ...FORECAST_OPTIONS.models, default: QUICK_MODELS.join(), describe: "models that --forecast trains" },
    keepBroker: booleanFlag("keep-broker", "leave the broker running that this run started"),
  },
  stopsAtHangup: true,
  examples: ["pipeline", "pipeline --speedup max --forecast", "pipeline --csv readings.csv --rate 500 --append"],
});

type PipelineOptions = Options<typeof command.options>;

await runTask(command, async (options, context) => {
  const startMs = systemClock.now();
  const { log, stdout, signal } = context;
  const pace = paceOf(options);
  // The consumer reads them; a fault in them is an error before anything is started.
  await Promise.all([readRules(options.rules), readAlerts(options.alerts)]);
  const path = await chooseCsv(options.csv, log, options);
  const lake = await writableLakeOf(options);
  await makeFolder(options.reportDir, "the report", "name another folder with --report-dir");
  const settings = localBrokerSettings();
  const broker = await ensureBroker({
    ...settings,
    brokers: options.bootstrap,
    kafkaHome: options.kafkaHome,
    onStep: (step) => log.info(step),
    signal,
  });
  const ended = new AbortController();
  let stopped: Promise<unknown> | undefined;
  const stop = () => {
    if (!broker.startedByUs || options.keepBroker) return;
    if (stopped === undefined) log.info("stopping the broker");
    return stopped ??= stopBroker(settings.dataDir);
  };
  try {
    const kafka = await reachKafka(options.bootstrap, log);
    await prepare(kafka, broker, lake, options);
    log.info("replaying and consuming", { csv: path });
    await run(kafka, path, pace, lake, options, context);
    if (signal.aborted) return 130;
    log.info("merging each date into one file");
    const { groupId, rawTopic } = options;
    // After a clean slate nobody else has a use for replaced files; consumers of others may be about to commit what they wrote.
    const vacuumBeforeMs = options.append ? Date.now() - 24 * 3_600_000 : Infinity;
    await compactRun(kafka, { lake, groupId, rawTopic, vacuumBeforeMs });
    const steps = stepsOf(options, { ...context, signal: AbortSignal.any([signal, ended.signal]) });
    const training = steps === null ? undefined : trainStep(steps);
    training?.catch(() => {}); // awaited below, once the proof is there
    log.info("proving that every line is accounted for");
    const proof = await proveRun(kafka, {
      lake,
      groupId: options.groupId,
      rawTopic: options.rawTopic,
      cleanTopic: options.cleanTopic,
      deadLetterTopic: options.dlqTopic,
      fileLines: await countLines(path),
      onNotKept: (error) => log.warn("the proof could not be kept in the lake for reports", { error: String(error) }),
    });
    if (steps === null) void stop()?.catch(() => {}); // the report needs it no more; awaited at the end
    log.info("rendering the report");
    const reportPath = await report(proof, lake, options);
    await training;
    const forecasts = steps === null || signal.aborted ? null : await forecastSteps(kafka, steps);
    if (signal.aborted) return 130;
    const broken = forecasts?.proof?.checks.some((check) => !check.holds) ?? false;
    if (!proof.holds) stdout(proofTable(proof));
    if (broken) stdout(forecastProofText(forecasts!.proof!));
    const seconds = (systemClock.now() - startMs) / 1000;
    stdout(summaryText(proof, await readRuns(lake), { seconds, reportPath }));
    if (forecasts !== null) stdout(forecastSummaryText(forecasts.proof, forecasts.reports));
    return proof.holds && !broken ? 0 : 1;
  } finally {
    ended.abort(); // where a step has failed, the others go on for nothing
    await stop();
  }
});

/** What `--forecast` adds; null without it. */
function stepsOf(options: PipelineOptions, { log, signal }: TaskContext): ForecastSteps | null {
  if (!options.forecast) return null;
  const onStep = (name: string, seconds: number) => log.info(`${name} done`, { seconds: Number(seconds.toFixed(1)) });
  log.info("training", { models: options.models.join() });
  return { ...options, signal, onStep };
}

/** Makes topics and lake ready: empty on our own broker, untouched on another's unless the user says so. */
async function prepare(kafka: Kafka, broker: EnsuredBroker, lake: Store, options: PipelineOptions): Promise<void> {
  const topics = [options.rawTopic, options.cleanTopic, options.dlqTopic];
  const toMake: TopicToMake[] = [options.rawTopic, options.cleanTopic, deadLetterTopic(options.dlqTopic)];
  const ofForecasts = forecastTopics(options);
  if (options.forecast) {
    topics.push(...ofForecasts.map(({ name }) => name));
    toMake.push(...ofForecasts);
  }
  if (options.fresh || (broker.ours && !options.append)) {
    await clearLake(lake);
    // States of a forecaster belong to offsets of the former clean topic: kept, they would be taken for those of the new one.
    const there = options.forecast ? [] : await listTopics(kafka);
    const all = [...toMake, ...ofForecasts.filter(({ name }) => there.includes(name))];
    await recreateTopics(kafka, all, [options.groupId, options.forecastGroupId]);
  } else {
    const made = await createTopics(kafka, toMake);
    const full = (await describeTopics(kafka, topics.filter((topic) => !made.includes(topic)))).filter(({ offsets }) =>
      offsets > 0
    );
    if (full.length > 0 && !options.append) {
      throw new PipelineError(
        "topic_mismatch",
        `Cannot start from a clean slate as the broker at ${broker.address} was not started from here and has data in ${
          full.map(({ name }) => name).join(", ")
        }`,
        {
          hint:
            "add to it with --append, name other topics with --raw-topic, --clean-topic and --dlq-topic, or empty them with --fresh",
        },
      );
    }
  }
  await verifyTopics(kafka, [options.rawTopic, options.cleanTopic, options.dlqTopic]);
}

/** Replays and consumes side by side until all is committed, or the user stops it. */
async function run(
  kafka: Kafka,
  path: string,
  pace: ReturnType<typeof paceOf>,
  lake: Store,
  options: PipelineOptions,
  { log, signal, progress }: TaskContext,
): Promise<void> {
  const { metricsPort: metrics } = options;
  let latest: ReplayProgress | undefined;
  const producerMetrics = await startProducerMetrics(
    metrics && { ...metrics, port: metrics.port + 1 },
    () => latest,
    log,
  );
  const live = progress(["produce", "consume"]);
  const consumer = startConsumer(
    [
      ...[
        "--bootstrap",
        options.bootstrap.join(","),
        "--in-topic",
        options.rawTopic,
        "--out-topic",
        options.cleanTopic,
      ],
      ...["--dlq-topic", options.dlqTopic, "--group-id", options.groupId, "--out-dir", options.outDir],
      ...options.lake === undefined ? [] : ["--lake", options.lake],
      ...["--batch-size", String(options.batchSize), "--flush-interval", `${options.flushInterval}ms`],
      ...["--compression", options.compression],
      ...options.rules === undefined ? [] : ["--rules", options.rules],
      ...options.alerts === undefined ? [] : ["--alerts", options.alerts],
      ...["--metrics-port", metrics === null ? "off" : `${metrics.hostname}:${metrics.port}`],
    ],
    signal,
    { progress: (now) => live.update("consume", consumeLine(now)), log: (line) => log.debug(line) },
  );
  const stopped = new AbortController();
  const startedAt = new Date().toISOString();
  try {
    const work = async () => {
      const facts = await produce({
        kafka,
        topic: options.rawTopic,
        codec: options.compression,
        path,
        dialectOptions: options,
        stationId: options.stationId,
        startedAt,
        existing: "again",
        pace,
        limit: options.limit,
        clock: systemClock,
        signal: AbortSignal.any([signal, stopped.signal]),
        onProgress(now) {
          latest = now;
          live.update("produce", produceLine(now));
        },
      });
      await writeRun(lake, facts);
      while (!signal.aborted && !await isCommitted(kafka, options)) await systemClock.sleep(100, signal);
    };
    await Promise.race([work(), consumer.failed]);
    await consumer.finish();
  } catch (error) {
    stopped.abort();
    await consumer.finish().catch(() => {}); // the first failure is the one to tell
    throw error;
  } finally {
    live.end();
    await producerMetrics?.close();
  }
}

async function isCommitted(kafka: Kafka, { rawTopic, groupId }: PipelineOptions): Promise<boolean> {
  const [bounds, committed] = await Promise.all([readBounds(kafka, rawTopic), readCommitted(kafka, groupId, rawTopic)]);
  return hasCaughtUp(committed, bounds);
}

async function report(proof: Proof, lake: Store, { reportDir }: PipelineOptions): Promise<string> {
  const consumers = await readConsumers(lake), runs = await readRuns(lake);
  const files = await renderReport({ quality: await readQuality(lake), runs, consumers, proof });
  await writeReport(reportDir, files);
  await writeReport(reportDir, await renderPictures(files));
  return `${reportDir}/index.html`;
}
