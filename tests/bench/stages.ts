import { TOPIC_DEFAULTS } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { nearest } from "../../tasks/cli/nearest.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench, Setting } from "./bench_setting.ts";
import { measureConsumers } from "./consumer.ts";
import { measureExplore } from "./explore.ts";
import { measureForecast } from "./forecast.ts";
import { measureLatency } from "./latency.ts";
import { measureKafkaConsumer, measureKafkaProducer } from "./limits.ts";
import { measureModels } from "./models.ts";
import { NAMES } from "./names.ts";
import { measureProducer } from "./producer.ts";
import { measurePython } from "./python.ts";
import { measureReplay } from "./replay.ts";
import { measureRestore } from "./restored.ts";
import { measureSpark } from "./spark.ts";
import type { Figures } from "./summary.ts";
import { runScript } from "./task.ts";
import { measureWhole } from "./whole.ts";

/** Something that is measured, on the bench's broker or alone. */
export type Measurement = {
  readonly name: string;
  /** Of consumers, for the plot. */
  readonly setting?: Setting;
} & ({ readonly onBroker: (broker: BenchBroker) => Promise<Figures> } | { readonly alone: () => Promise<Figures> });

/** By the name under which a user asks for them. What needs minutes or another program is measured only by name. */
export const STAGES = {
  rules: false,
  consumer: false,
  "no-forward": false,
  producer: false,
  pipeline: false,
  limits: false,
  group: false,
  replay: false,
  latency: false,
  flat: true,
  python: true,
  models: true,
  explore: true,
  forecast: true,
  restore: true,
  spark: true,
} as const satisfies Record<string, boolean>;

export type StageName = keyof typeof STAGES;

/** The stages of a list such as "consumer,latency". @throws {PipelineError} `usage` */
export function parseStages(text: string | undefined): StageName[] {
  const known = Object.keys(STAGES) as StageName[];
  if (text === undefined) return known.filter((name) => !STAGES[name]);
  return text.split(",").map((name) => {
    if (name in STAGES) return name as StageName;
    const near = nearest(name, known);
    throw new PipelineError(
      "usage",
      `Cannot run bench as there is no such measurement: expected some of ${known.join(", ")}, got "${name}"${
        near === undefined ? "" : `; did you mean ${near}?`
      }`,
      { hint: "deno task bench --help" },
    );
  });
}

/** What each stage measures. A measurement of several stages is made once. */
export function measurementsOf(bench: Bench, names: readonly StageName[], compare: string): Measurement[] {
  const consumers = (name: string, changes: Partial<Setting> = {}): Measurement => {
    const rows = changes.rows ?? bench.rows;
    const stations = bench.stations ?? Math.ceil(rows / bench.hours);
    const { partitions } = TOPIC_DEFAULTS;
    const setting = { rows, stations, partitions, consumers: 1, forward: true, ...changes };
    return { name, setting, onBroker: (broker) => measureConsumers(bench, broker, setting) };
  };
  const consumer = consumers(NAMES.consumer);
  const noForward = consumers(NAMES.noForward, { forward: false });
  const producer: Measurement = { name: NAMES.producer, onBroker: (broker) => measureProducer(bench, broker) };
  const stages: Record<StageName, () => Measurement[]> = {
    rules: () => [{
      name: NAMES.rules,
      alone: async () => JSON.parse(await runScript("rules.ts", [bench.csv], bench.signal)),
    }],
    consumer: () => [consumer],
    "no-forward": () => [noForward],
    producer: () => [producer],
    pipeline: () => [{ name: NAMES.pipeline, alone: () => measureWhole(bench) }],
    limits: () => [
      noForward,
      { name: NAMES.kafkaConsumer, onBroker: (broker) => measureKafkaConsumer(bench, broker, noForward.setting!) },
      producer,
      { name: NAMES.kafkaProducer, onBroker: (broker) => measureKafkaProducer(bench, broker) },
    ],
    group: () =>
      [true, false].flatMap((forward) =>
        [1, 2].map((members) =>
          // Of four partitions either member gets two.
          consumers(NAMES.group(members, forward), { partitions: 4, consumers: members, forward })
        )
      ),
    replay: () => [{ name: NAMES.replay, onBroker: (broker) => measureReplay(bench, broker) }],
    latency: () => [{ name: NAMES.latency, onBroker: (broker) => measureLatency(bench, broker) }],
    flat: () => [consumer, consumers(NAMES.tenfold, { rows: 10 * bench.rows })],
    models: () => [{ name: NAMES.models, alone: () => measureModels(bench) }],
    explore: () => [{ name: NAMES.explore, alone: () => measureExplore(bench) }],
    forecast: () => [{ name: NAMES.forecast, onBroker: (broker) => measureForecast(bench, broker) }],
    restore: () => [{ name: NAMES.restore, onBroker: (broker) => measureRestore(bench, broker) }],
    spark: () => [{
      name: NAMES.spark,
      onBroker: (broker) => measureSpark(bench, broker, consumer.setting!, compare),
    }],
    python: () => [{ name: NAMES.python, onBroker: (broker) => measurePython(bench, broker, compare) }],
  };
  const all = names.flatMap((name) => stages[name]());
  return [...new Map(all.map((measurement) => [measurement.name, measurement])).values()];
}
