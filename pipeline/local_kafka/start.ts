import { Buffer } from "node:buffer";
import { exists, PipelineError, systemClock, waitUntil } from "../common/mod.ts";
import { freePort, probeBroker } from "../broker/mod.ts";
import { kafkaClassPath, type KafkaJarsOptions, requireJava } from "./java.ts";
import { type JavaProcess, requireNoneAlive, spawnJava } from "./process.ts";
import {
  type BrokerSettings,
  kafkaProperties,
  ZOOKEEPER_SESSION_MS,
  ZOOKEEPER_TICK_MS,
  zookeeperProperties,
} from "./properties.ts";
import { brokerFiles, ownClusterIds, readTail, removeState, writeState } from "./state.ts";

const READY_TIMEOUT_MS = 60_000;
const LOGGING = new URL("./log4j2.properties", import.meta.url);

/** What starts a local broker. */
export interface StartOptions extends KafkaJarsOptions {
  /** Loopback "host:port" that it shall listen at. */
  address: string;
  /** Its files go into the folder `broker` of this one. */
  dataDir: string;
}

/**
 * Starts the broker of `dataDir` and waits until it answers: in KRaft mode Kafka alone, else ZooKeeper and then Kafka.
 * The caller holds the folder's lock and has seen that nothing listens at the address.
 */
export async function startBroker(options: StartOptions): Promise<void> {
  const { address, dataDir, onStep, signal } = options;
  await requireJava();
  const classPath = await kafkaClassPath(options);
  await requireNoneAlive(dataDir, "start a second broker");

  const { folder } = brokerFiles(dataDir);
  const token = crypto.randomUUID();
  const logOf = (name: string) => `${folder}/${name}.log`;
  const started: JavaProcess[] = [];
  const settings: BrokerSettings = options.zookeeper
    ? { address, mode: "zookeeper", zookeeperPort: freePort() }
    : { address, mode: "kraft", controllerPort: freePort() };

  const java = async (name: string, mainClass: string, args: string[]) => {
    const process = spawnJava(name, [
      ...["-Xms128m", "-Xmx512m", "-XX:-UsePerfData", "-XX:ErrorFile=java_error.log"],
      `-Djava.io.tmpdir=${await Deno.realPath(folder)}`,
      `-Dlog4j2.configurationFile=${LOGGING.href}`,
      `-Dairquality.log=${name}.log`,
      `-Dairquality.broker=${token}`,
      ...["-cp", classPath, mainClass, ...args],
    ], folder);
    started.push(process);
    const processes = started.filter((each) => !each.hasEnded()).map(({ name, pid }) => ({ name, pid }));
    await writeState(dataDir, { address, mode: settings.mode, token, processes });
    return process;
  };
  const untilReady = async (process: JavaProcess, isReady: () => Promise<boolean>) => {
    const isDecided = async () => process.hasEnded() || await isReady();
    if (!await waitUntil(isDecided, { timeoutMs: READY_TIMEOUT_MS, signal })) {
      throw await failure(`${process.name} did not answer within ${READY_TIMEOUT_MS / 1000} s`, process);
    }
    if (process.hasEnded()) {
      throw await failure(`${process.name} ended with exit status ${await process.ended}`, process);
    }
  };
  const failure = async (why: string, process: JavaProcess) =>
    new PipelineError(
      "broker_unreachable",
      `Cannot start Kafka at ${address} as ${why}:\n${process.stderr().trim() || await lastWords(logOf(process.name))}`,
      { hint: `read its whole log: ${logOf(process.name)}` },
    );

  try {
    await Deno.writeTextFile(`${folder}/kafka.properties`, kafkaProperties(settings));
    if (settings.mode === "zookeeper") {
      onStep("starting ZooKeeper");
      const { zookeeperPort } = settings;
      await Deno.writeTextFile(`${folder}/zookeeper.properties`, zookeeperProperties(zookeeperPort));
      const zookeeper = await java("zookeeper", "org.apache.zookeeper.server.quorum.QuorumPeerMain", [
        "zookeeper.properties",
      ]);
      await untilReady(zookeeper, async () => (await probeBroker(`127.0.0.1:${zookeeperPort}`)).kind !== "closed");
      if (await wasKilled(`${folder}/zookeeper`)) {
        onStep("waiting until ZooKeeper drops the killed broker");
        await systemClock.sleep(ZOOKEEPER_SESSION_MS + ZOOKEEPER_TICK_MS, signal);
        signal?.throwIfAborted();
      }
    } else if ((await ownClusterIds(dataDir)).length === 0) {
      onStep("formatting the broker's storage");
      const format = await java("format", "kafka.tools.StorageTool", [
        ...["format", "--cluster-id", newClusterId(), "--config", "kafka.properties", "--ignore-formatted"],
      ]);
      const hasEnded = () => Promise.resolve(format.hasEnded());
      const isFormatted = await waitUntil(hasEnded, { timeoutMs: READY_TIMEOUT_MS, signal }) &&
        await format.ended === 0;
      if (!isFormatted) throw await failure("its storage cannot be formatted", format);
    }
    onStep(`starting Kafka at ${address}`);
    const kafka = await java("kafka", "kafka.Kafka", ["kafka.properties"]);
    await untilReady(kafka, async () => {
      const probe = await probeBroker(address);
      return probe.kind === "kafka" && probe.brokers > 0;
    });
  } catch (error) {
    for (const process of started.filter((each) => !each.hasEnded())) process.kill();
    await Promise.all(started.map((each) => each.ended));
    await removeState(dataDir);
    throw error;
  }
  for (const process of started) await process.leave();
}

/** True for the data of a Kafka that did not end in good order. To ZooKeeper it lives on for a while, and a second one would be refused. */
async function wasKilled(logDir: string): Promise<boolean> {
  return await exists(`${logDir}/meta.properties`) && !await exists(`${logDir}/.kafka_cleanshutdown`);
}

/** The last few entries of a log, without stack traces. */
async function lastWords(log: string): Promise<string> {
  const entries = (await readTail(log, 100)).split("\n").filter((line) => /^\S/.test(line));
  return entries.slice(-4).join("\n");
}

/** A random id in Kafka's form: 16 bytes as URL-safe base64. */
function newClusterId(): string {
  const id = Buffer.from(crypto.randomUUID().replaceAll("-", ""), "hex").toString("base64url");
  return id.startsWith("-") ? newClusterId() : id; // a leading "-" reads as a flag
}
