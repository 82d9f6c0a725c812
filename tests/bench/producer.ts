import { type Kafka, readBounds, recreateTopics } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { RunFacts } from "../../pipeline/lake/mod.ts";
import type { Figures } from "./summary.ts";
import { measureTask } from "./task.ts";

/** What a producer is measured on. */
export interface ProducerBench {
  kafka: Kafka;
  address: string;
  /** A CSV of `rows` readings. */
  csv: string;
  rows: number;
  /** Gets the facts of the run, which are removed again. */
  folder: string;
  signal: AbortSignal;
}

/**
 * An unpaced producer, from its first send to the last acknowledgement.
 *
 * @throws {PipelineError} `not_conserved` where the topic does not hold every reading after it
 */
export async function measureProducer(bench: ProducerBench): Promise<Figures> {
  const { kafka, address, csv, rows, folder, signal } = bench;
  const topic = "bench.produced";
  await recreateTopics(kafka, [topic]);
  const lakeDir = `${folder}/facts`;
  const flags = ["--bootstrap", address, "--topic", topic, "--csv", csv, "--speedup", "max", "--out-dir", lakeDir];
  const { usage, lines } = await measureTask(folder, ["produce", ...flags, "--json"], signal);
  await Deno.remove(lakeDir, { recursive: true });

  const facts: RunFacts = JSON.parse(lines.map(({ text }) => text).join("\n"));
  const sent = [...(await readBounds(kafka, topic)).values()].reduce((sum, { low, high }) => sum + high - low, 0);
  if (sent !== rows || facts.produced !== rows) {
    throw new PipelineError(
      "not_conserved",
      `Cannot count this run as a measurement: expected ${rows} messages, got ${sent}`,
    );
  }
  return {
    "seconds": facts.seconds,
    "readings/s": rows / facts.seconds,
    "CPU seconds": usage.cpuSeconds,
    "peak MiB": usage.peakMib,
  };
}

/** Writes a CSV of `rows` readings: the header of another and its data lines again and again. @returns its path */
export async function writeLongCsv(csv: string, rows: number, folder: string): Promise<string> {
  const [header, ...lines] = (await Deno.readTextFile(csv)).split(/(?<=\n)/);
  const readings = lines.filter((line) => !/^[;,\s]*$/.test(line));
  const path = `${folder}/readings.csv`;
  using file = await Deno.open(path, { write: true, createNew: true });
  const encoder = new TextEncoder();
  const write = async (text: string) => {
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  await write(header!);
  for (let left = rows; left > 0; left -= readings.length) await write(readings.slice(0, left).join(""));
  return path;
}
