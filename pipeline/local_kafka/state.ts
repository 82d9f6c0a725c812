import { namesIn, readTextIfThere, removeIfThere, writeWhole } from "../common/mod.ts";
import { storageOf } from "./properties.ts";

/** How many nodes a local cluster can have: one, or the fewest of which one may fail. */
export const NODE_COUNTS = [1, 3] as const;
export type NodeCount = typeof NODE_COUNTS[number];

/** A node of Kafka: the name of its process, its configuration and its log, and where it listens. */
export interface KafkaNode {
  readonly name: string;
  readonly address: string;
}

/** What the local broker leaves in its folder so that another process can find and stop it. */
export interface BrokerState {
  /** "host:port" of each node, with commas between. */
  address: string;
  mode: "kraft" | "zookeeper";
  /** In the command line of each process: tells ours from another that was given the same pid later. */
  token: string;
  /** In the order of their start. */
  processes: { name: string; pid: number }[];
}

/** The files of the local broker of `dataDir`. */
export function brokerFiles(dataDir: string) {
  const folder = `${dataDir}/broker`;
  return {
    folder,
    state: `${folder}/state.json`,
    lock: `${folder}/up.lock`,
    meta: (mode: BrokerState["mode"], node = 1, nodes: NodeCount = 1) =>
      `${folder}/${storageOf(mode, node, nodes)}/meta.properties`,
  };
}

/** The nodes of a broker that listens at `address`: its JVMs have their names. */
export function nodesOf(address: string): KafkaNode[] {
  const addresses = address.split(",");
  return addresses.map((address, at) => ({ address, name: addresses.length === 1 ? "kafka" : `kafka-${at + 1}` }));
}

/** The state as last written; undefined where there is none or it cannot be read as one. */
export async function readState(dataDir: string): Promise<BrokerState | undefined> {
  const text = await readTextIfThere(brokerFiles(dataDir).state);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function writeState(dataDir: string, state: BrokerState): Promise<void> {
  const { state: path } = brokerFiles(dataDir);
  await writeWhole(path, (temporary) => Deno.writeTextFile(temporary, JSON.stringify(state, null, 2) + "\n"));
}

export async function removeState(dataDir: string): Promise<void> {
  await removeIfThere(brokerFiles(dataDir).state);
}

/** The ids of the clusters whose data is in this folder: at most one for each mode and number of nodes. */
export async function ownClusterIds(dataDir: string): Promise<string[]> {
  const { meta } = brokerFiles(dataDir);
  const ids = await Promise.all([
    clusterIdIn(meta("zookeeper")),
    ...NODE_COUNTS.flatMap((nodes) => clusterIdOf(dataDir, nodes)),
  ]);
  return ids.filter((id) => id !== undefined);
}

/** The id of the KRaft cluster of so many nodes; undefined where no node of it is formatted. */
export async function clusterIdOf(dataDir: string, nodes: NodeCount): Promise<string | undefined> {
  const { meta } = brokerFiles(dataDir);
  const ids = await Promise.all(Array.from({ length: nodes }, (_, at) => clusterIdIn(meta("kraft", at + 1, nodes))));
  return ids.find((id) => id !== undefined);
}

async function clusterIdIn(path: string): Promise<string | undefined> {
  // Java's escape of "=" in a value
  return /^cluster\.id=(.+)$/m.exec(await readTextIfThere(path) ?? "")?.[1]?.replaceAll("\\", "");
}

/**
 * The last `lines` lines of the local broker's log, each ending in a line feed; empty where there is no log. Of a cluster: those of each
 * node, below a line with the node's name.
 *
 * @example
 * ```ts
 * import { brokerLogs } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await brokerLogs("no-such-folder", 20), "");
 * ```
 */
export async function brokerLogs(dataDir: string, lines: number): Promise<string> {
  const { folder } = brokerFiles(dataDir);
  const logs = (await namesIn(folder)).filter((name) => /^kafka(-\d)?\.log$/.test(name));
  const tails = await Promise.all(logs.map((name) => readTail(`${folder}/${name}`, lines)));
  return tails.length <= 1 ? tails.join("") : tails.map((tail, at) => `==> ${logs[at]} <==\n${tail}`).join("\n");
}

/** The last `lines` lines of a text file, or nothing where there is none. */
export async function readTail(path: string, lines: number): Promise<string> {
  const text = await readTextIfThere(path) ?? "";
  return text.split(/(?<=\n)/).slice(-lines).join("");
}
