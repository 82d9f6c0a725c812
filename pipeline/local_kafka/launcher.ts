import { PipelineError, waitUntil } from "../common/mod.ts";
import { probeBroker } from "../broker/mod.ts";
import { type JavaProcess, spawnJava } from "./process.ts";
import { type KafkaNode, readTail } from "./state.ts";

const READY_TIMEOUT_MS = 60_000;
const LOGGING = new URL("./log4j2.properties", import.meta.url);

/** What a {@linkcode Launcher} starts JVMs with. */
export interface LauncherOptions {
  /** The working folder of the JVMs; each writes its log into it. */
  readonly folder: string;
  /** "host:port" of each node, with commas between, for what is said of a failure. */
  readonly address: string;
  readonly classPath: string;
  /** In the command line of each JVM: tells it from another that was given the same pid later. */
  readonly token: string;
  /** More of each JVM's own options. */
  readonly jvmArgs: readonly string[];
  /** Called after each start with the processes that run. */
  readonly onStart?: (processes: { name: string; pid: number }[]) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** Starts the JVMs of one broker or cluster, and waits until they answer or end. */
export class Launcher {
  readonly started: JavaProcess[] = [];
  readonly #options: LauncherOptions;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  async start(name: string, mainClass: string, args: readonly string[]): Promise<JavaProcess> {
    const { folder, classPath, jvmArgs, token } = this.#options;
    const process = spawnJava(name, [
      ...["-Xms128m", "-Xmx512m", "-XX:-UsePerfData", "-XX:ErrorFile=java_error.log"],
      `-Djava.io.tmpdir=${await Deno.realPath(folder)}`,
      `-Dlog4j2.configurationFile=${LOGGING.href}`,
      `-Dairquality.log=${name}.log`,
      `-Dairquality.broker=${token}`,
      ...jvmArgs,
      ...["-cp", classPath, mainClass, ...args],
    ], folder);
    this.started.push(process);
    await this.#options.onStart?.(
      this.started.filter((each) => !each.hasEnded()).map(({ name, pid }) => ({ name, pid })),
    );
    return process;
  }

  /** Formats the storage that `kafka.properties` in the folder names. */
  async format(clusterId: string): Promise<void> {
    const process = await this.start("format", "kafka.tools.StorageTool", [
      ...["format", "--cluster-id", clusterId, "--config", "kafka.properties"],
    ]);
    const hasEnded = () => Promise.resolve(process.hasEnded());
    const isFormatted = await waitUntil(hasEnded, { timeoutMs: READY_TIMEOUT_MS, signal: this.#options.signal }) &&
      await process.ended === 0;
    if (!isFormatted) throw await this.#failure("its storage cannot be formatted", process);
  }

  /**
   * Starts nodes of Kafka, each by `NAME.properties` in the folder, and waits until each of them answers and knows the whole cluster.
   * @param size how many nodes the cluster has, with those that run already
   */
  async startKafka(nodes: readonly KafkaNode[], size = nodes.length): Promise<JavaProcess[]> {
    const processes: JavaProcess[] = [];
    for (const { name } of nodes) processes.push(await this.start(name, "kafka.Kafka", [`${name}.properties`]));
    await Promise.all(nodes.map(({ address }, at) =>
      this.untilReady(processes[at]!, async () => {
        const probe = await probeBroker(address);
        return probe.kind === "kafka" && probe.brokers >= size;
      })
    ));
    return processes;
  }

  /** @throws {PipelineError} `broker_unreachable` where the process ends, or is not ready within a minute; the signal's reason */
  async untilReady(process: JavaProcess, isReady: () => Promise<boolean>): Promise<void> {
    const isDecided = async () => process.hasEnded() || await isReady();
    if (!await waitUntil(isDecided, { timeoutMs: READY_TIMEOUT_MS, signal: this.#options.signal })) {
      throw await this.#failure(`${process.name} did not answer within ${READY_TIMEOUT_MS / 1000} s`, process);
    }
    if (process.hasEnded()) {
      throw await this.#failure(`${process.name} ended with exit status ${await process.ended}`, process);
    }
  }

  /** Kills what still runs, and waits until it is gone. */
  async killAll(): Promise<void> {
    for (const process of this.started.filter((each) => !each.hasEnded())) process.kill();
    await Promise.all(this.started.map((each) => each.ended));
  }

  async #failure(why: string, process: JavaProcess): Promise<PipelineError> {
    const log = `${this.#options.folder}/${process.name}.log`;
    return new PipelineError(
      "broker_unreachable",
      `Cannot start Kafka at ${this.#options.address} as ${why}:\n${process.stderr().trim() || await lastWords(log)}`,
      { hint: `read its whole log: ${log}` },
    );
  }
}

/** The last few entries of a log, without stack traces. */
async function lastWords(log: string): Promise<string> {
  const entries = (await readTail(log, 100)).split("\n").filter((line) => /^\S/.test(line));
  return entries.slice(-4).join("\n");
}
