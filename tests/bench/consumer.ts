import { type Kafka, recreateTopics } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { Proof } from "../../pipeline/lake/mod.ts";
import type { ConsumeProgress } from "../../pipeline/sink/mod.ts";
import type { Figures } from "./summary.ts";
import { measureTask, type TimedLine } from "./task.ts";

/** What a consumer is measured on. */
export interface ConsumerBench {
  kafka: Kafka;
  address: string;
  /** Holds `rows` readings. */
  rawTopic: string;
  rows: number;
  /** Whether the clean and the dead-letter topic are written too. */
  forward: boolean;
  /** Gets the lake, which is removed again. */
  folder: string;
  signal: AbortSignal;
}

/**
 * A consumer alone, from the start of its process to its end: to Parquet and, with `forward`, to the clean and the dead-letter topic.
 *
 * @throws {PipelineError} `not_conserved` where the proof does not hold after it: a rate at which rows are lost is none
 */
export async function measureConsumer(bench: ConsumerBench): Promise<Figures> {
  const { kafka, address, rawTopic, rows, forward, folder, signal } = bench;
  const group = `bench-${crypto.randomUUID()}`;
  const [clean, dead] = ["bench.clean", "bench.dlq"];
  const lakeDir = `${folder}/lake`;
  await recreateTopics(kafka, [clean, dead]);

  const flags = ["--bootstrap", address, "--group-id", group, "--out-dir", lakeDir];
  const out = (clean_: string) => forward ? [clean_, clean, "--dlq-topic", dead] : ["--no-forward"];
  const consume = ["--in-topic", rawTopic, ...out("--out-topic"), "--until-end", "--json"];
  const { seconds, usage, lines } = await measureTask(folder, ["consume", ...flags, ...consume], signal);
  const prove = ["--raw-topic", rawTopic, ...out("--clean-topic"), "--json"];
  const proof = await measureTask(folder, ["prove", ...flags, ...prove], signal);
  requireAll(JSON.parse(proof.lines.map(({ text }) => text).join("\n")), rows);
  await Deno.remove(lakeDir, { recursive: true });

  return {
    "seconds": seconds,
    "rows/s": rows / seconds,
    "rows/s once it reads": workingRate(lines),
    "CPU seconds": usage.cpuSeconds,
    "peak MiB": usage.peakMib,
    "longest stall ms": usage.longestStallMs,
  };
}

function requireAll({ holds, checks, counts }: Proof, rows: number): void {
  const got = counts.accepted + counts.rejected;
  if (holds && got === rows) return;
  const broken = checks.filter((check) => !check.holds).map(({ law, detail }) => `${law}: ${detail}`);
  throw new PipelineError(
    "not_conserved",
    [`Cannot count this run as a measurement: expected ${rows} rows that are proven, got ${got}`, ...broken].join("\n"),
  );
}

/** Rows a second between the first rows that it had and the last commit: without start, joining the group and leaving it. */
function workingRate(lines: readonly TimedLine[]): number {
  const progress = lines.map(({ atMs, text }) => ({ atMs, ...JSON.parse(text) as ConsumeProgress }));
  const first = progress[0]!, last = progress.at(-1)!;
  const read = first.tally.accepted + first.tally.rejected;
  return (last.committedRows - read) / ((last.atMs - first.atMs) / 1000);
}
