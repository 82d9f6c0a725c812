import { kafkaClassPath } from "../../pipeline/local_kafka/java.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { cacheDir } from "../support/kafka.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench, Setting } from "./bench_setting.ts";
import { type ProgramRun, runProgram } from "./program.ts";
import { requireSent } from "./producer.ts";
import { networkReadings, readHours } from "./readings.ts";
import type { Figures } from "./summary.ts";

/** `kafka-consumer-perf-test` on the topic that our consumer reads: it fetches and counts, and parses nothing. */
export async function measureKafkaConsumer(
  { signal, folder }: Bench,
  broker: BenchBroker,
  setting: Setting,
): Promise<Figures> {
  const topic = await broker.rawTopic(setting);
  const flags = ["--bootstrap-server", broker.address, "--topic", topic, "--messages", String(setting.rows)];
  const run = await runTool("ConsumerPerformance", flags, { cwd: folder, signal });
  const { messages, ...told } = parseConsumerPerf(run.lines.map(({ text }) => text));
  if (messages !== setting.rows) {
    throw new PipelineError(
      "not_conserved",
      `Cannot measure the limit: expected ${setting.rows} messages, got ${messages}`,
    );
  }
  return { "seconds": run.seconds, "rows/s": setting.rows / run.seconds, ...told };
}

/** What the consumer perf test tells: of its run without the start of Java, and of the fetches alone, without joining the group. */
export function parseConsumerPerf(
  lines: readonly string[],
): { messages: number; "rows/s without start": number; "rows/s once it reads": number } {
  const header = lines.findIndex((line) => line.startsWith("start.time"));
  const [names, cells] = [lines[header], lines[header + 1]].map((line) => line?.split(",").map((cell) => cell.trim()));
  const told = (name: string) => Number(cells?.[names!.indexOf(name)] ?? NaN);
  return {
    messages: told("data.consumed.in.nMsg"),
    "rows/s without start": told("nMsg.sec"),
    "rows/s once it reads": told("fetch.nMsg.sec"),
  };
}

/** The payloads that the producer perf test chooses from. */
const PAYLOADS = 10_000;

/** `kafka-producer-perf-test` with our readings as they are, gzip and acks=all as ours. */
export async function measureKafkaProducer(
  { csv, rows, folder, signal }: Bench,
  broker: BenchBroker,
): Promise<Figures> {
  const topic = await broker.emptyTopic("produced");
  const payloads = `${folder}/payloads.jsonl`;
  const readings = await Array.fromAsync(networkReadings(readHours(csv), { rows: PAYLOADS, stations: 1 }));
  await Deno.writeTextFile(payloads, readings.map(({ reading }) => JSON.stringify(reading)).join("\n"));
  const run = await runTool("ProducerPerformance", [
    ...["--topic", topic, "--num-records", String(rows), "--throughput", "-1", "--payload-file", payloads],
    ...["--producer-props", `bootstrap.servers=${broker.address}`, "acks=all", "compression.type=gzip"],
  ], { cwd: folder, signal });
  await Deno.remove(payloads);
  const { records, ...told } = parseProducerPerf(run.lines.map(({ text }) => text));
  await requireSent(broker, topic, records, rows);
  return { "seconds": run.seconds, ...told };
}

/** What the producer perf test tells in the last of its lines: of all records, from the first send to the last acknowledgement. */
export function parseProducerPerf(lines: readonly string[]): { records: number; "readings/s": number } {
  const [, records, rate] =
    lines.map((line) => /^(\d+) records sent, ([\d.]+) records\/sec/.exec(line)).findLast(Boolean) ?? [];
  return { records: Number(records), "readings/s": Number(rate) };
}

async function runTool(
  name: string,
  flags: readonly string[],
  options: { cwd: string; signal: AbortSignal },
): Promise<ProgramRun> {
  const classPath = await kafkaClassPath({ cacheDir, onStep: () => {} });
  return await runProgram(name, ["java", "-cp", classPath, `org.apache.kafka.tools.${name}`, ...flags], options);
}
