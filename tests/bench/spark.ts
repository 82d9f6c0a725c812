import { dirname } from "node:path";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { exists } from "../../pipeline/common/there.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench, Setting } from "./bench_setting.ts";
import { measureConsumers } from "./consumer.ts";
import { runPeer } from "./peer.ts";
import { runProgram } from "./program.ts";
import { importsMissing } from "./python.ts";
import type { Figures } from "./summary.ts";

/** The job, and the list of the jars that it needs, beside `compare.py`. */
const jobOf = (compare: string) => `${dirname(compare)}/peers/spark_streaming.py`;
const jarsOf = (compare: string) => `${dirname(compare)}/peers/spark_pom.xml`;

/** What `python/spark.py` says of the job. */
interface SparkRun {
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the largest process, which is the JVM. */
  readonly peakMib: number;
}

/** Why Spark cannot be measured, in plain words; null where it can. */
export async function sparkMissing(compare: string): Promise<string | null> {
  for (const file of [jobOf(compare), jarsOf(compare)]) if (!await exists(file)) return `there is no ${file}`;
  return await importsMissing(["pyspark"], "pyspark's version in spark_pom.xml");
}

/** Our consumer and a job of Spark Structured Streaming that does the same work, on the same topic, one after the other; whole processes. */
export async function measureSpark(
  bench: Bench,
  broker: BenchBroker,
  setting: Setting,
  compare: string,
): Promise<Figures> {
  const { folder, signal } = bench, jars = `${folder}/spark-jars`, out = `${folder}/spark`;
  const maven = ["mvn", "-q", "-B", "-f", jarsOf(compare), "dependency:copy-dependencies"] as const;
  if (!await exists(jars)) await runProgram("Maven", [...maven, `-DoutputDirectory=${jars}`], { cwd: folder, signal });
  const ours = await measureConsumers(bench, broker, setting);
  const topics = ["--in-topic", await broker.rawTopic(setting), "--out-topic", await broker.emptyTopic("spark")];
  const flags = ["--bootstrap", broker.address, ...topics, "--out-dir", out, "--jars", jars];
  const spark = await runPeer("spark.py", [jobOf(compare), ...flags], signal) as SparkRun;
  await Deno.remove(out, { recursive: true });
  return sparkFigures(setting.rows, ours, spark);
}

/** Ours beside Spark's. @throws {PipelineError} `internal` where Spark did not write every row that it read: its rate would be that of other work */
export function sparkFigures(rows: number, ours: Figures, spark: SparkRun): Figures {
  if (spark.rows === 0 || spark.rows > rows) {
    throw new PipelineError("internal", `Cannot compare with Spark: expected at most ${rows} rows, got ${spark.rows}`);
  }
  return {
    "rows/s": ours["rows/s"]!,
    "rows/s, Spark": rows / spark.seconds,
    "times Spark": ours["rows/s"]! * spark.seconds / rows,
    "CPU seconds": ours["CPU seconds"]!,
    "CPU seconds, Spark": spark.cpuSeconds,
    "CPU seconds over Spark's": ours["CPU seconds"]! / spark.cpuSeconds,
    "peak MiB": ours["peak MiB"]!,
    "peak MiB of the JVM, Spark": spark.peakMib,
    "peak over Spark's": ours["peak MiB"]! / spark.peakMib,
    "rows that Spark kept": spark.rows,
  };
}
