import { exists, systemClock } from "../common/mod.ts";
import { freePort, probeBroker } from "../broker/mod.ts";
import { kafkaClassPath, type KafkaJarsOptions, requireJava } from "./java.ts";
import { Launcher } from "./launcher.ts";
import { isAlive, requireNoneAlive } from "./process.ts";
import {
  type BrokerSettings,
  kafkaProperties,
  storageOf,
  ZOOKEEPER_SESSION_MS,
  ZOOKEEPER_TICK_MS,
  zookeeperProperties,
} from "./properties.ts";
import { newId, type QuickStart, quickStart } from "./quick_start.ts";
import {
  brokerFiles,
  type BrokerState,
  clusterIdOf,
  type NodeCount,
  nodesOf,
  removeState,
  writeState,
} from "./state.ts";

/** What starts a local broker. */
export interface StartOptions extends KafkaJarsOptions {
  /** Loopback "host:port" that each node shall listen at, with commas between. */
  address: string;
  /** Its files go into the folder `broker` of this one. */
  dataDir: string;
}

/**
 * Starts the broker of `dataDir`, or a cluster of several, and waits until all answer: in KRaft mode Kafka alone, else ZooKeeper and then Kafka.
 * The caller holds the folder's lock and has seen that nothing listens at the address.
 */
export async function startBroker(options: StartOptions): Promise<void> {
  const { address, dataDir, onStep, signal } = options;
  const java = await requireJava();
  const classPath = await kafkaClassPath(options);
  await requireNoneAlive(dataDir, "start a second broker");

  const { folder } = brokerFiles(dataDir);
  const token = crypto.randomUUID(), mode = options.zookeeper ? "zookeeper" : "kraft";
  const quick = mode === "kraft" ? await quickStart(options, { classPath, java }) : null;
  const launcher = new Launcher({
    ...{ folder, address, classPath, token, signal },
    jvmArgs: quick?.jvmArgs ?? [],
    onStart: (processes) => writeState(dataDir, { address, mode, token, processes }),
  });

  try {
    const nodes = nodesOf(address);
    for (const [at, settings] of settingsOf(address, mode).entries()) {
      await Deno.writeTextFile(`${folder}/${nodes[at]!.name}.properties`, kafkaProperties(settings));
      if (settings.mode === "zookeeper") await startZookeeper(launcher, folder, settings.zookeeperPort, options);
    }
    if (quick !== null) await format(quick, dataDir, nodes.length as NodeCount);
    onStep(`starting Kafka at ${address}`);
    await launcher.startKafka(nodes);
  } catch (error) {
    await launcher.killAll();
    await removeState(dataDir);
    throw error;
  }
  for (const process of launcher.started) await process.leave();
}

function settingsOf(address: string, mode: BrokerState["mode"]): BrokerSettings[] {
  if (mode === "zookeeper") return [{ address, mode, zookeeperPort: freePort() }];
  const nodes = nodesOf(address), controllerPorts = nodes.map(freePort);
  return nodes.map(({ address }, at) => ({ address, mode, node: at + 1, controllerPorts }));
}

/** Formats the nodes that are not yet: a start that was interrupted may have left some. */
async function format(quick: QuickStart, dataDir: string, nodes: NodeCount): Promise<void> {
  const { folder, meta } = brokerFiles(dataDir);
  const clusterId = await clusterIdOf(dataDir, nodes) ?? newId();
  for (let node = 1; node <= nodes; node++) {
    if (await exists(meta("kraft", node, nodes))) continue;
    await quick.format(`${folder}/${storageOf("kraft", node, nodes)}`, { clusterId, node });
  }
}

/**
 * Starts those nodes of the cluster of `dataDir` that have ended while others run, as they were. The caller holds the folder's lock.
 */
export async function startMissing(options: KafkaJarsOptions & { dataDir: string }, state: BrokerState): Promise<void> {
  const { dataDir, onStep, signal } = options, { address, token } = state;
  const nodes = nodesOf(address), { folder } = brokerFiles(dataDir);
  const alive = await Array.fromAsync(state.processes, async (each) => await isAlive(each.pid, token) ? [each] : []);
  const running = alive.flat();
  const missing = nodes.filter(({ name }) => !running.some((each) => each.name === name));
  if (missing.length === 0) return;
  const java = await requireJava(), classPath = await kafkaClassPath(options);
  const launcher = new Launcher({
    ...{ folder, classPath, token, signal, address: missing.map(({ address }) => address).join(",") },
    jvmArgs: (await quickStart(options, { classPath, java })).jvmArgs,
    onStart: (started) => writeState(dataDir, { ...state, processes: [...running, ...started] }),
  });
  onStep(`starting Kafka at ${missing.map(({ address }) => address).join(", ")}`);
  try {
    await launcher.startKafka(missing, nodes.length);
  } catch (error) {
    await launcher.killAll();
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
