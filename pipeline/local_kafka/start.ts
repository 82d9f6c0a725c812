import { exists, systemClock } from "../common/mod.ts";
import { freePort, probeBroker } from "../broker/mod.ts";
import { kafkaClassPath, type KafkaJarsOptions, requireJava } from "./java.ts";
import { Launcher } from "./launcher.ts";
import { requireNoneAlive } from "./process.ts";
import {
  type BrokerSettings,
  kafkaProperties,
  ZOOKEEPER_SESSION_MS,
  ZOOKEEPER_TICK_MS,
  zookeeperProperties,
} from "./properties.ts";
import { quickStart } from "./quick_start.ts";
import { brokerFiles, ownClusterIds, removeState, writeState } from "./state.ts";

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
  const java = await requireJava();
  const classPath = await kafkaClassPath(options);
  await requireNoneAlive(dataDir, "start a second broker");

  const { folder } = brokerFiles(dataDir);
  const token = crypto.randomUUID();
  const settings: BrokerSettings = options.zookeeper
    ? { address, mode: "zookeeper", zookeeperPort: freePort() }
    : { address, mode: "kraft", controllerPort: freePort() };
  const quick = settings.mode === "kraft" ? await quickStart(options, { classPath, java }) : null;
  const launcher = new Launcher({
    ...{ folder, address, classPath, token, signal },
    jvmArgs: quick?.jvmArgs ?? [],
    onStart: (processes) => writeState(dataDir, { address, mode: settings.mode, token, processes }),
  });

  try {
    await Deno.writeTextFile(`${folder}/kafka.properties`, kafkaProperties(settings));
    if (settings.mode === "zookeeper") await startZookeeper(launcher, folder, settings.zookeeperPort, options);
    else if ((await ownClusterIds(dataDir)).length === 0) await quick!.format(`${folder}/${settings.mode}`);
    onStep(`starting Kafka at ${address}`);
    await launcher.startKafka();
  } catch (error) {
    await launcher.killAll();
    await removeState(dataDir);
    throw error;
  }
  for (const process of launcher.started) await process.leave();
}

async function startZookeeper(
  launcher: Launcher,
  folder: string,
  port: number,
  { onStep, signal }: StartOptions,
): Promise<void> {
  onStep("starting ZooKeeper");
  await Deno.writeTextFile(`${folder}/zookeeper.properties`, zookeeperProperties(port));
  const zookeeper = await launcher.start("zookeeper", "org.apache.zookeeper.server.quorum.QuorumPeerMain", [
    "zookeeper.properties",
  ]);
  await launcher.untilReady(zookeeper, async () => (await probeBroker(`127.0.0.1:${port}`)).kind !== "closed");
  if (!await wasKilled(`${folder}/zookeeper`)) return;
  onStep("waiting until ZooKeeper drops the killed broker");
  await systemClock.sleep(ZOOKEEPER_SESSION_MS + ZOOKEEPER_TICK_MS, signal);
  signal?.throwIfAborted();
}

/** True for the data of a Kafka that did not end cleanly. To ZooKeeper it lives on for a while, and a second one would be refused. */
async function wasKilled(logDir: string): Promise<boolean> {
  return await exists(`${logDir}/meta.properties`) && !await exists(`${logDir}/.kafka_cleanshutdown`);
}
