import { readTopic, TOPIC_DEFAULTS } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench } from "./bench_setting.ts";
import { commitLatencies, type SeenCommit, type Sent, watchCommits } from "./commits.ts";
import { CUT, trainedLake } from "./lake.ts";
import { runPeer } from "./peer.ts";
import type { ProgramRun, TimedLine } from "./program.ts";
import { quantile } from "./quantile.ts";
import { REPLAY_RATE } from "./replay.ts";
import type { Figures } from "./summary.ts";
import { measureTask } from "./task.ts";
import { together } from "./together.ts";

const TARGETS = 4;
/** Of {@linkcode trainedLake}. */
type Served = "ridge" | "boosting";
/** What a consumer logs once it reads a partition. */
const TAKEN_OVER = "took partition over";
/** scikit-learn takes milliseconds for a row by itself: more of them would say the same. */
const PEER_ROWS_BY_ROW = 2_000;

/** What all runs of a bench share: models, and a topic of clean messages. */
interface Prepared {
  /** Its `data/` has the models and silver. */
  readonly cwd: string;
  readonly clean: string;
  readonly rows: number;
}

const preparations = new WeakMap<BenchBroker, Promise<Prepared>>();

/** What `forecast.py` says of itself. */
interface ForecastPeer {
  readonly rows: number;
  readonly sent: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
}

/**
 * `forecast` by ridge, and then by boosting, for four targets on a topic of clean messages, and by ridge behind a replay at 1,000 readings a
 * second; and `forecast.py`, by ridge, on the same topic, in batches and row by row. Each must have a forecast for each reading and target.
 */
export async function measureForecast(bench: Bench, broker: BenchBroker): Promise<Figures> {
  let preparing = preparations.get(broker);
  if (preparing === undefined) preparations.set(broker, preparing = prepare(bench, broker));
  const prepared = await preparing;
  const ours = await measureOurs(bench, broker, prepared, "ridge");
  const boosting = await measureOurs(bench, broker, prepared, "boosting");
  const batch = await measurePeer(bench, broker, prepared, "batch", prepared.rows);
  const row = await measurePeer(bench, broker, prepared, "row", Math.min(PEER_ROWS_BY_ROW, prepared.rows));
  return {
    ...forecastFigures(ours, batch, row),
    ...boostingFigures(boosting),
    ...await measureForecastLatency(bench, broker, prepared),
  };
}

/** Ours beside theirs: rates from the first readings on, without start and models. */
export function forecastFigures(ours: Figures, batch: ForecastPeer, row: ForecastPeer): Figures {
  const rates = { batch: batch.rows / batch.seconds, row: row.rows / row.seconds };
  const rate = ours["readings/s once it reads"]!;
  return {
    ...ours,
    "readings/s, Python in batches": rates.batch,
    "readings/s, Python row by row": rates.row,
    "times Python in batches": rate / rates.batch,
    "times Python row by row": rate / rates.row,
    "CPU µs a reading, Python in batches": 1e6 * batch.cpuSeconds / batch.rows,
    "CPU µs a reading, Python row by row": 1e6 * row.cpuSeconds / row.rows,
    "peak MiB, Python in batches": batch.peakMib,
  };
}

function boostingFigures(ours: Figures): Figures {
  return Object.fromEntries(Object.entries(ours).map(([name, value]) => [`boosting: ${name}`, value]));
}

async function prepare(bench: Bench, broker: BenchBroker): Promise<Prepared> {
  const { folder, signal, rows, log } = bench, cwd = await trainedLake(bench);
  const stations = bench.stations ?? Math.ceil(rows / bench.hours);
  const raw = await broker.rawTopic({
    rows,
    stations,
    partitions: TOPIC_DEFAULTS.partitions,
    consumers: 1,
    forward: true,
  });
  const clean = await broker.emptyTopic("forecast.clean"), dead = await broker.emptyTopic("forecast.dlq");
  log.info("making clean messages");
  const topics = ["--in-topic", raw, "--out-topic", clean, "--dlq-topic", dead];
  const group = ["--group-id", `bench-${crypto.randomUUID()}`, "--out-dir", `${folder}/clean`];
  await measureTask(["consume", "--bootstrap", broker.address, ...topics, ...group, "--until-end"], {
    cwd: folder,
    signal,
  });
  await Deno.remove(`${folder}/clean`, { recursive: true });
  return { cwd, clean, rows: await messagesIn(broker, clean) };
}

async function measureOurs(bench: Bench, broker: BenchBroker, prepared: Prepared, model: Served): Promise<Figures> {
  const { cwd, clean, rows } = prepared, { folder, signal } = bench, lake = `${folder}/forecasts`;
  const { flags, forecasts } = await forecastLine(broker, prepared, clean, lake, model);
  const run = await measureTask(["forecast", ...flags, "--until-end", "--json"], { cwd, signal });
  await requireForecasts(broker, forecasts, TARGETS * rows);
  await Deno.remove(lake, { recursive: true });
  return {
    "seconds": run.seconds,
    "readings/s": rows / run.seconds,
    "readings/s once it reads": readingRate(rows, run),
    "CPU µs a reading": 1e6 * run.usage.cpuSeconds / rows,
    "peak MiB": run.usage.peakMib,
    "longest stall ms": run.usage.longestStallMs,
  };
}

/** Readings a second from when the first partition was taken over to the last commit, by what a forecaster printed. */
export function readingRate(readings: number, { lines, errors }: Pick<ProgramRun, "lines" | "errors">): number {
  const start = errors.find(({ text }) => text.includes(TAKEN_OVER))!;
  const rowsOf = ({ text }: TimedLine): number => JSON.parse(text).committedRows;
  const end = lines.find((line) => rowsOf(line) === rowsOf(lines.at(-1)!))!;
  return readings / ((end.atMs - start.atMs) / 1000);
}

async function measurePeer(
  { signal }: Bench,
  broker: BenchBroker,
  { cwd, clean }: Prepared,
  mode: "row" | "batch",
  rows: number,
): Promise<ForecastPeer> {
  const out = await broker.emptyTopic(`forecast.python.${mode}.${crypto.randomUUID().slice(0, 8)}`);
  const args = [broker.address, clean, out, `${cwd}/data`, CUT, mode, String(rows)];
  const peer = await runPeer("forecast.py", args, signal) as ForecastPeer;
  await requireForecasts(broker, out, TARGETS * rows);
  return peer;
}

/** Readings of the replay: a minute of them. */
const REPLAYED = 60 * REPLAY_RATE;
/** Before that much of the replay is over, V8 and the JVM still compile the code that they run. */
const WARM_MS = 10_000;

/**
 * A replay of the data set at 1,000 readings a second, again and again for a minute, with a consumer and a forecaster beside it that flush
 * every second: from the timestamp of each clean message, and from that of its raw message, to when the cluster shows that its forecast is
 * committed. The first ten seconds are figures of their own.
 */
async function measureForecastLatency(bench: Bench, broker: BenchBroker, prepared: Prepared): Promise<Figures> {
  const { csv, folder, signal } = bench, { kafka, address } = broker, { cwd } = prepared;
  const raw = await broker.emptyTopic("live"), clean = await broker.emptyTopic("live.clean");
  const dead = await broker.emptyTopic("live.dlq"), lake = `${folder}/live`, out = `${folder}/live-forecasts`;
  const { flags, group } = await forecastLine(broker, prepared, clean, out, "ridge");
  const takenOver = new Map<string, number>(), ready = new Map<string, () => void>();
  const waits = ["consume", "forecast"].map((name) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ready.set(name, resolve);
    return promise;
  });
  const watchLine = (name: string) => (text: string) => {
    if (!text.includes(TAKEN_OVER)) return;
    takenOver.set(name, (takenOver.get(name) ?? 0) + 1);
    if (takenOver.get(name) === TOPIC_DEFAULTS.partitions) ready.get(name)!();
  };
  const over = new AbortController();
  const consume = async (signal: AbortSignal) => {
    const topics = ["--in-topic", raw, "--out-topic", clean, "--dlq-topic", dead, "--out-dir", lake];
    const end = ["--group-id", `${group}-c`, "--flush-interval", "1s", "--max-messages", String(REPLAYED)];
    const onLine = watchLine("consume");
    await measureTask(["consume", "--bootstrap", address, ...topics, ...end], { cwd: folder, signal, onLine });
  };
  const forecast = async (signal: AbortSignal) => {
    try {
      const end = ["--flush-interval", "1s", "--idle-timeout", "15s"], onLine = watchLine("forecast");
      await measureTask(["forecast", ...flags, ...end], { cwd, signal, onLine });
    } finally {
      over.abort();
    }
  };
  const produce = async (signal: AbortSignal) => {
    await Promise.all(waits); // else their start would count
    const pace = [
      "--csv",
      csv,
      "--rate",
      String(REPLAY_RATE),
      "--loop",
      "--limit",
      String(REPLAYED),
      "--out-dir",
      lake,
    ];
    await measureTask(["produce", "--bootstrap", address, "--topic", raw, ...pace], { cwd: folder, signal });
  };
  const watch = () => watchCommits(kafka, group, clean, over.signal);
  const [, , , seen] = await together(signal, [consume, forecast, produce, watch]);
  for (const each of [lake, out]) await Deno.remove(each, { recursive: true });

  const sentRaw = new Map<string, number>();
  await readTopic(kafka, raw, (messages) => {
    for (const { partition, offset, timestampMs } of messages) sentRaw.set(`${partition}:${offset}`, timestampMs);
  });
  const ofClean: Sent[] = [], ofRaw: Sent[] = [];
  await readTopic(kafka, clean, (messages) => {
    for (const { partition, offset, timestampMs, value } of messages) {
      const { kafka_partition, kafka_offset } = JSON.parse(new TextDecoder().decode(value!));
      ofClean.push({ partition, offset, timestampMs });
      ofRaw.push({ partition, offset, timestampMs: sentRaw.get(`${kafka_partition}:${kafka_offset}`)! });
    }
  });
  return {
    ...latencyFigures("clean message to forecast", ofClean, seen),
    ...latencyFigures("raw message to forecast", ofRaw, seen),
  };
}

function latencyFigures(what: string, sent: readonly Sent[], seen: readonly SeenCommit[]): Figures {
  const warmMs = sent.reduce((first, { timestampMs }) => Math.min(first, timestampMs), Infinity) + WARM_MS;
  const { warm = [], cold = [] } = Object.groupBy(sent, ({ timestampMs }) => timestampMs < warmMs ? "cold" : "warm");
  const latencies = commitLatencies(warm, seen);
  return {
    [`${what}, p50 ms`]: quantile(latencies, 0.5),
    [`${what}, p99 ms`]: quantile(latencies, 0.99),
    [`${what}, p99 ms of the first 10 s`]: quantile(commitLatencies(cold, seen), 0.99),
  };
}

/** The flags of a forecaster with topics of its own. */
async function forecastLine(broker: BenchBroker, { cwd }: Prepared, clean: string, lake: string, model: Served) {
  const group = `bench-${crypto.randomUUID()}`, forecasts = `${group}.forecasts`;
  const topics = ["--clean-topic", clean, "--forecast-topic", forecasts];
  const others = ["--state-topic", `${group}.states`, "--alarm-topic", `${group}.alarms`];
  await Deno.mkdir(lake, { recursive: true });
  const where = ["--group-id", group, "--out-dir", `${cwd}/data`, "--lake", lake, "--model", model];
  return { flags: ["--bootstrap", broker.address, ...topics, ...others, ...where], forecasts, group };
}

async function messagesIn({ kafka }: BenchBroker, topic: string): Promise<number> {
  let count = 0;
  await readTopic(kafka, topic, (messages) => void (count += messages.length));
  return count;
}

/** @throws {PipelineError} `not_conserved` where readings have no forecast, or more than one: a rate says nothing then */
async function requireForecasts(broker: BenchBroker, topic: string, expected: number): Promise<void> {
  const got = await messagesIn(broker, topic);
  if (got === expected) return;
  throw new PipelineError(
    "not_conserved",
    `Cannot count this run as a measurement: expected ${expected} forecasts in ${topic}, got ${got}`,
  );
}
