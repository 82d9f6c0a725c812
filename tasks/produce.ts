import { systemClock } from "../pipeline/common/mod.ts";
import { writeRun } from "../pipeline/facts/mod.ts";
import { produce, type ReplayProgress, sendOne } from "../pipeline/source/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, writableLakeOf } from "./options/lake.ts";
import { chooseCsv } from "./options/dataset.ts";
import { reachKafka } from "./options/kafka.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { metricsPort, PRODUCER_METRICS_PORT, startProducerMetrics } from "./options/metrics.ts";
import { booleanFlag, COMPRESSION, OUT_DIR, paceOf, RAW_TOPIC, REPLAY_OPTIONS } from "./options/pipeline_options.ts";
import { count, produceLine } from "./text/progress_text.ts";

const command = defineCommand({
  name: "produce",
  summary: "Replays a CSV of readings into the raw topic at a pace.",
  options: {
    bootstrap: BOOTSTRAP,
    topic: { ...RAW_TOPIC, flag: "topic" },
    ...REPLAY_OPTIONS,
    compression: COMPRESSION,
    one: {
      flag: "one",
      schema: text().optional(),
      placeholder: "JSON",
      describe: "send only this reading, unchanged, instead of a file",
      excludes: ["csv"],
    },
    resume: booleanFlag("resume", "continue after the last line of this file and station in the topic"),
    again: {
      ...booleanFlag("again", "send the file again as a new run if the topic already has it"),
      excludes: ["resume"],
    },
    loop: {
      ...booleanFlag("loop", "repeat forever; each round moves the timestamps on by the file's span in whole days"),
      excludes: ["resume"],
    },
    outDir: { ...OUT_DIR, describe: "the lake that keeps the facts of the run, for prove and report" },
    lake: LAKE,
    metricsPort: metricsPort(PRODUCER_METRICS_PORT, "serve /metrics, /ping and /ready"),
    json: booleanFlag("json", "print the facts of the run as JSON"),
  },
  examples: [
    "produce --csv readings.csv --rate 1000",
    "produce --csv readings.csv --resume",
    "produce --speedup max --limit 500",
    `produce --one '{"station_id": "uci-air-quality", "ts": "2005-04-04T15:00:00Z", "no2_gt": 231}'`,
  ],
});

await runTask(command, async (options, { log, signal, stdout, progress }) => {
  if (options.one !== undefined) {
    const { station } = await sendOne(
      await reachKafka(options.bootstrap, log),
      options.topic,
      options.one,
      options.compression,
    );
    stdout(`sent one reading of ${station} to ${options.topic}; the consumer judges it like any other`);
    return 0;
  }
  const pace = paceOf(options);
  const path = await chooseCsv(options.csv, log, options);
  const lake = await writableLakeOf(options);
  const kafka = await reachKafka(options.bootstrap, log);
  const live = progress(["produce"]);
  let latest: ReplayProgress | undefined;
  void startProducerMetrics(options.metricsPort, () => latest, log);
  const facts = await produce({
    kafka,
    topic: options.topic,
    codec: options.compression,
    path,
    dialectOptions: options,
    stationId: options.stationId,
    startedAt: new Date().toISOString(),
    existing: options.resume ? "resume" : options.again ? "again" : "refuse",
    pace,
    limit: options.limit,
    loop: options.loop,
    clock: systemClock,
    signal,
    onResume: (sent) =>
      log.info(
        sent === null
          ? `nothing of this file in ${options.topic}: from its beginning`
          : `run ${sent.run} continues after line ${sent.sourceLine}`,
      ),
    onProgress: (now) => {
      latest = now;
      live.update("produce", produceLine(now));
    },
  });
  await writeRun(lake, facts);
  live.end();
  const sentBefore = latest?.sentBefore ?? 0;
  if (sentBefore > 0 && sentBefore === facts.produced && !facts.partial) {
    log.info(`run ${facts.run} was already complete: nothing was sent`);
  }
  if (options.json) stdout(JSON.stringify(facts, null, 2));
  else {
    stdout(`${facts.source.name}: ${facts.source.dialect}`);
    const rate = Math.round(facts.produced / Math.max(facts.seconds, 0.001));
    stdout(
      `${count(facts.dataLines)} data lines = ${count(facts.blankLines)} blank + ${count(facts.produced)} produced ` +
        `in ${facts.seconds.toFixed(1)} s (${count(rate)} rows/s)${
          facts.partial ? ", stopped before the end of the file" : ""
        }`,
    );
  }
  return 0;
});
