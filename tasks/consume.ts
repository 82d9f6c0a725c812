import { describeTopics, readBounds, readOpenEnds, topicLimits, waitingOffsets } from "../pipeline/broker/mod.ts";
import { systemClock } from "../pipeline/common/mod.ts";
import { writeConsumer } from "../pipeline/facts/mod.ts";
import { consume, type ConsumeProgress } from "../pipeline/silver/mod.ts";
import { defineCommand, runTask } from "./cli/command.ts";
import { LAKE, writableLakeOf } from "./options/lake.ts";
import { readRules, RULES } from "./options/rules.ts";
import { reachKafka } from "./options/kafka.ts";
import { watchConsumer } from "./process/consumer_watch.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { ALERTS, CONSUMER_METRICS_PORT, metricsPort, readAlerts } from "./options/metrics.ts";
import {
  booleanFlag,
  CLEAN_TOPIC,
  COMPRESSION,
  DLQ_TOPIC,
  GROUP_ID,
  OUT_DIR,
  RAW_TOPIC,
} from "./options/pipeline_options.ts";
import { parentEnded, RUN_OPTIONS, runOptionsOf } from "./options/run_options.ts";
import { openText } from "./text/group_text.ts";
import { consumeLine } from "./text/progress_text.ts";

const command = defineCommand({
  name: "consume",
  summary:
    "Validates the raw topic's messages into Parquet, the clean topic and the dead-letter topic, each exactly once. Ctrl+C commits and ends.",
  options: {
    bootstrap: BOOTSTRAP,
    inTopic: { ...RAW_TOPIC, flag: "in-topic" },
    outTopic: { ...CLEAN_TOPIC, flag: "out-topic" },
    dlqTopic: DLQ_TOPIC,
    groupId: GROUP_ID,
    outDir: OUT_DIR,
    lake: LAKE,
    rules: RULES,
    ...RUN_OPTIONS,
    skipPoison: booleanFlag(
      "skip-poison",
      "reject a message on which the program fails each time, and continue; without this flag the consumer ends there",
    ),
    compression: COMPRESSION,
    noForward: booleanFlag("no-forward", "do not write to the clean and dead-letter topics"),
    metricsPort: metricsPort(CONSUMER_METRICS_PORT, "serve /metrics, /ping and /ready"),
    alerts: ALERTS,
    json: booleanFlag("json", "progress and outcome as JSON lines on standard output"),
  },
  examples: [
    "consume --until-end",
    "consume --batch-size 25 --no-forward --out-dir /tmp/lake",
    "consume --rules strict.json",
  ],
});

await runTask(command, async (options, { log, signal, stdout, progress }) => {
  const [rules, alerts] = await Promise.all([readRules(options.rules), readAlerts(options.alerts)]);
  const lake = await writableLakeOf(options);
  const kafka = await reachKafka(options.bootstrap, log);
  const { inTopic, outTopic, dlqTopic } = options;
  const names = options.noForward ? [inTopic] : [inTopic, outTopic, dlqTopic];
  const [, clean, deadLetters] = (await describeTopics(kafka, names))
    .map((topic) => ({ topic: topic.name, partitions: topic.partitions.length, limits: topicLimits(topic) }));
  const { groupId, metricsPort: at } = options;
  const openEnds = options.untilEnd ? await readOpenEnds(kafka, inTopic) : new Map<number, number>();
  const watch = watchConsumer({ kafka, groupId, topic: inTopic, at, alerts, log, signal });
  const live = options.json ? null : progress(["consume"]);
  const startedAt = new Date().toISOString();
  let firstMs: number | null = null, lastCommitMs = 0, shownMs = -Infinity;
  const show = (now: ConsumeProgress) => {
    watch.onProgress(now);
    firstMs ??= systemClock.now();
    if (systemClock.now() - shownMs < 100) return;
    shownMs = systemClock.now();
    if (live === null) stdout(JSON.stringify(now));
    else live.update("consume", consumeLine(now));
  };
  const outcome = await consume({
    groupId,
    topic: inTopic,
    lake,
    rules,
    skipPoison: options.skipPoison,
    forward: clean === undefined || deadLetters === undefined
      ? null
      : { clean, deadLetters, codec: options.compression, now: Date.now },
    ...runOptionsOf(options),
  }, {
    kafka,
    clock: systemClock,
    signal: options.whileStdin ? AbortSignal.any([signal, parentEnded()]) : signal,
    onProgress: show,
    onCommit(commit) {
      lastCommitMs = systemClock.now();
      watch.onCommit(commit);
    },
    log: (message, fields) => log.info(message, fields),
  });
  shownMs = -Infinity;
  show(outcome);
  live?.end();
  if (!options.json) stdout(consumeLine(outcome));
  const { committedRows, files, rotations } = outcome;
  if (firstMs !== null && committedRows > 0) {
    await writeConsumer(lake, {
      consumer: `${startedAt.replaceAll(/[-:.]/g, "")}-${Deno.pid}`,
      startedAt,
      groupId,
      topic: inTopic,
      committedRows,
      files,
      rotations,
      seconds: (lastCommitMs - firstMs) / 1000,
      ...watch.times,
    });
  }
  if (!options.untilEnd || signal.aborted) return 0;
  // What was there at the start and still waits for a transaction to end, nobody has seen.
  const unseen = waitingOffsets(openEnds, await readBounds(kafka, inTopic));
  if (unseen === 0) return 0;
  log.error(`not at the end of ${inTopic}: ${openText(unseen)}`, {
    hint: "run it again once the transaction has ended: deno task group lag shows the partitions",
  });
  return 1;
});
