import { probeBroker } from "../broker/mod.ts";
import { requireNoneAlive, stopProcess } from "./process.ts";
import { brokerFiles, nodesOf, ownClusterIds, readState, removeState } from "./state.ts";

/** How the local broker of a data folder stands. */
export interface BrokerStatus {
  /** It answers; of a cluster, one node does. */
  running: boolean;
  /** "host:port" of each node, with commas between. */
  address: string;
  mode: "kraft" | "zookeeper";
  clusterId: string | undefined;
  pids: number[];
  nodes: { address: string; running: boolean; log: string }[];
}

/**
 * The local broker that was started for `dataDir`, running or not; undefined where none was, or it was stopped.
 *
 * @example
 * ```ts
 * import { brokerStatus } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await brokerStatus("no-such-folder"), undefined);
 * ```
 */
export async function brokerStatus(dataDir: string): Promise<BrokerStatus | undefined> {
  const state = await readState(dataDir);
  if (!state) return undefined;
  const { address, mode, processes } = state, { folder } = brokerFiles(dataDir);
  const ours = await ownClusterIds(dataDir);
  const found = await Promise.all(
    nodesOf(address).map(async ({ name, address }) => {
      const probe = await probeBroker(address);
      const clusterId = probe.kind === "kafka" ? probe.clusterId : undefined;
      const running = clusterId !== undefined && ours.includes(clusterId);
      return { clusterId, node: { address, running, log: `${folder}/${name}.log` } };
    }),
  );
  const nodes = found.map(({ node }) => node);
  const clusterId = found.find(({ clusterId }) => clusterId !== undefined)?.clusterId;
  return {
    running: nodes.some(({ running }) => running),
    address,
    mode,
    clusterId,
    pids: processes.map(({ pid }) => pid),
    nodes,
  };
}

/**
 * Stops the local broker of `dataDir`: SIGTERM, and SIGKILL after 30 seconds. Only processes that are really its own get a signal.
 *
 * @returns true where one was running
 * @throws {PipelineError} `tool_missing` where there is no `ps` or `kill`
 *
 * @example
 * ```ts
 * import { stopBroker } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await stopBroker("no-such-folder"), false);
 * ```
 */
export async function stopBroker(dataDir: string): Promise<boolean> {
  const state = await readState(dataDir);
  if (!state) return false;
  const stop = ({ pid }: { pid: number }) => stopProcess(pid, state.token);
  // Kafka needs its ZooKeeper to end cleanly. Nodes of a cluster end together: the last one alone would wait for a majority.
  const wereRunning = state.mode === "zookeeper"
    ? await Array.fromAsync(state.processes.toReversed(), stop)
    : await Promise.all(state.processes.map(stop));
  await removeState(dataDir);
  return wereRunning.includes(true);
}

/**
 * Deletes all that the local broker of `dataDir` keeps, its topics included.
 *
 * @throws {PipelineError} `broker_unreachable` while it runs, `tool_missing` where there is no `ps`
 *
 * @example
 * ```ts
 * import { wipeBroker } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await wipeBroker("no-such-folder"), undefined);
 * ```
 */
export async function wipeBroker(dataDir: string): Promise<void> {
  const { folder } = brokerFiles(dataDir);
  await requireNoneAlive(dataDir, "delete the broker's data");
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
