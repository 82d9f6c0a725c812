import { probeBroker } from "../broker/mod.ts";
import { requireNoneAlive, stopProcess } from "./process.ts";
import { brokerFiles, ownClusterIds, readState, removeState } from "./state.ts";

/** How the local broker of a data folder stands. */
export interface BrokerStatus {
  /** It answers. */
  running: boolean;
  address: string;
  mode: "kraft" | "zookeeper";
  clusterId: string | undefined;
  pids: number[];
  log: string;
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
  const probe = await probeBroker(state.address);
  const clusterId = probe.kind === "kafka" ? probe.clusterId : undefined;
  const running = clusterId !== undefined && (await ownClusterIds(dataDir)).includes(clusterId);
  const pids = state.processes.map(({ pid }) => pid);
  return { running, address: state.address, mode: state.mode, clusterId, pids, log: brokerFiles(dataDir).log };
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
  let wasRunning = false;
  for (const { pid } of state.processes.toReversed()) {
    wasRunning = await stopProcess(pid, state.token) || wasRunning;
  }
  await removeState(dataDir);
  return wasRunning;
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
