import { type FigureSummary, numberText, summarizeRuns, type Summary } from "./summary.ts";
import { alignedText } from "./text.ts";
import { NAMES } from "./names.ts";

/** A figure of a measurement. */
type Of = readonly [measurement: string, figure: string];

/** A figure that is looked at, or a ratio of two within each run; and what it should be, where issue 9 says so. */
interface Target {
  what: string;
  of: Of;
  over?: Of;
  bound?: { atLeast: number } | { atMost: number };
}

/** A target and what was measured. */
export interface Judged {
  what: string;
  measured: FigureSummary;
  /** `≥ 2.5`, empty where nothing is asked for. */
  target: string;
  /** By the median; null where nothing is asked for or nothing is known. */
  met: boolean | null;
}

const {
  consumer,
  noForward,
  producer,
  pipeline,
  kafkaConsumer,
  kafkaProducer,
  tenfold,
  replay,
  latency,
  python,
  models,
  explore,
  forecast,
  restore,
  spark,
} = NAMES;

/** Decimal megabytes, as the target is set. */
const PEAK_MIB = 400e6 / 2 ** 20;

/** What is asked for holds for a million rows. */
const TARGETS: readonly Target[] = [
  { what: "whole job, times best Python", of: [python, "times best Python"], bound: { atLeast: 3 } },
  {
    what: "CPU seconds of the best Python over ours",
    of: [python, "CPU seconds of the best Python over ours"],
    bound: { atLeast: 3 },
  },
  {
    what: "--no-forward over Kafka's consumer test, whole processes",
    of: [noForward, "rows/s"],
    over: [kafkaConsumer, "rows/s"],
    bound: { atLeast: 0.3 },
  },
  {
    what: "--no-forward over Kafka's consumer test, once they read",
    of: [noForward, "rows/s once it reads"],
    over: [kafkaConsumer, "rows/s once it reads"],
    bound: { atLeast: 0.3 },
  },
  { what: "peak MiB of the consumer", of: [consumer, "peak MiB"], bound: { atMost: PEAK_MIB } },
  { what: "peak MiB at ten times the rows", of: [tenfold, "peak MiB"], bound: { atMost: PEAK_MIB } },
  { what: "peak at ten times the rows over peak", of: [tenfold, "peak MiB"], over: [consumer, "peak MiB"] },
  { what: "longest stall of the event loop, ms", of: [consumer, "longest stall ms"], bound: { atMost: 100 } },
  {
    what: "rate at ten times the rows over rate",
    of: [tenfold, "rows/s"],
    over: [consumer, "rows/s"],
    bound: { atLeast: 0.95 },
  },
  ...[true, false].map((forward): Target => ({
    what: `two consumers over one${forward ? "" : ", --no-forward"}`,
    of: [NAMES.group(2, forward), "rows/s"],
    over: [NAMES.group(1, forward), "rows/s"],
    bound: { atLeast: 1.7 },
  })),
  { what: "lateness of the replay p99, ms", of: [replay, "lateness p99 ms"], bound: { atMost: 5 } },
  { what: "replay, % longer than planned", of: [replay, "% longer than planned"], bound: { atMost: 0.1 } },
  { what: "producer, readings/s from CSV", of: [producer, "readings/s"], bound: { atLeast: 120_000 } },
  {
    what: "producer over Kafka's producer test",
    of: [producer, "readings/s"],
    over: [kafkaProducer, "readings/s"],
  },
  { what: "produced to committed p99, ms", of: [latency, "latency p99 ms"], bound: { atMost: 1_300 } },
  { what: "whole pipeline on the file, seconds", of: [pipeline, "seconds"], bound: { atMost: 8 } },
  {
    what: "training and evaluation, seconds over Python's",
    of: [models, "seconds over Python's"],
    bound: { atMost: 1 },
  },
  {
    what: "single forecasts a second over scikit-learn's, lowest",
    of: [models, "forecasts a second over Python's, lowest"],
    bound: { atLeast: 20 },
  },
  { what: "forecast by ridge, 4 targets, readings/s", of: [forecast, "readings/s"], bound: { atLeast: 15_000 } },
  {
    what: "forecast by ridge once it reads, readings/s",
    of: [forecast, "readings/s once it reads"],
    bound: { atLeast: 15_000 },
  },
  {
    what: "forecast by boosting once it reads, readings/s",
    of: [forecast, "boosting: readings/s once it reads"],
    bound: { atLeast: 5_000 },
  },
  {
    what: "clean message to forecast p99, ms",
    of: [forecast, "clean message to forecast, p99 ms"],
    bound: { atMost: 1_300 },
  },
  { what: "forecast, times Python in batches", of: [forecast, "times Python in batches"] },
  { what: "forecast, times Python row by row", of: [forecast, "times Python row by row"] },
  { what: "seconds to restore 10,000 stations", of: [restore, "seconds to restore"], bound: { atMost: 30 } },
  { what: "peak MiB with 10,000 stations", of: [restore, "peak MiB"], bound: { atMost: 1e9 / 2 ** 20 } },
  { what: "whole job, times Spark", of: [spark, "times Spark"], bound: { atLeast: 1 } },
  { what: "peak over Spark's", of: [spark, "peak over Spark's"], bound: { atMost: 1 } },
  { what: "explore's numbers, seconds over Python's", of: [explore, "seconds over Python's"] },
  {
    what: "explore with pages and pictures, seconds",
    of: [explore, "seconds, with pages and pictures"],
    bound: { atMost: 6 },
  },
];

/** Holds what was measured against the targets; those of which nothing was measured are left out. */
export function judgeTargets(summary: Summary): Judged[] {
  const runsOf = ([measurement, figure]: Of) => summary[measurement]?.[figure]?.runs;
  return TARGETS.flatMap(({ what, of, over, bound }) => {
    const runs = runsOf(of), others = over === undefined ? runs?.map(() => 1) : runsOf(over);
    if (runs === undefined || others === undefined) return [];
    const measured = summarizeRuns(runs.map((value, run) => value / others[run]!));
    return [{ what, measured, ...judge(measured.median, bound) }];
  });
}

function judge(value: number, bound: Target["bound"]): Pick<Judged, "target" | "met"> {
  if (bound === undefined) return { target: "", met: null };
  const met = "atLeast" in bound ? value >= bound.atLeast : value <= bound.atMost;
  const target = "atLeast" in bound ? `≥ ${numberText(bound.atLeast)}` : `≤ ${numberText(bound.atMost)}`;
  return { target, met: Number.isNaN(value) ? null : met };
}

/** The targets as a table of text. */
export function targetTable(judged: readonly Judged[]): string {
  return alignedText([
    ["against the targets", "median", "lowest", "highest", "target", "met"],
    ...judged.map(({ what, measured: { median, lowest, highest }, target, met }) => [
      `  ${what}`,
      ...[median, lowest, highest].map(numberText),
      target,
      met === null ? "" : met ? "yes" : "no",
    ]),
  ]);
}
