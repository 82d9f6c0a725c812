import { readBounds } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { RunFacts } from "../../pipeline/facts/mod.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench } from "./bench_setting.ts";
import { writeLongCsv } from "./long_csv.ts";
import type { Figures } from "./summary.ts";
import { measureTask, textOf } from "./task.ts";

/** An unpaced producer, from its first send to the last acknowledgement. */
export async function measureProducer({ csv, rows, folder, signal }: Bench, broker: BenchBroker): Promise<Figures> {
  const topic = await broker.emptyTopic("produced");
  const lakeDir = `${folder}/facts`, longCsv = `${folder}/readings.csv`;
  await writeLongCsv(csv, rows, longCsv);
  const flags = ["--bootstrap", broker.address, "--topic", topic, "--csv", longCsv, "--out-dir", lakeDir, "--json"];
  const run = await measureTask(["produce", ...flags, "--speedup", "max"], { cwd: folder, signal });
  await Promise.all([lakeDir, longCsv].map((path) => Deno.remove(path, { recursive: true })));

  const { seconds, produced }: RunFacts = JSON.parse(textOf(run));
  await requireSent(broker, topic, produced, rows);
  return {
    "seconds": seconds,
    "readings/s": rows / seconds,
    "CPU seconds": run.usage.cpuSeconds,
    "peak MiB": run.usage.peakMib,
  };
}

/** @throws {PipelineError} `not_conserved` where the topic does not hold what was to be sent, or the producer says that it sent less */
export async function requireSent(
  { kafka }: BenchBroker,
  topic: string,
  produced: number,
  expected: number,
): Promise<void> {
  const there = [...(await readBounds(kafka, topic)).values()].reduce((sum, { low, high }) => sum + high - low, 0);
  if (there === expected && produced === expected) return;
  throw new PipelineError(
    "not_conserved",
    `Cannot count this run as a measurement: expected ${expected} messages, got ${produced} said and ${there} there`,
  );
}
