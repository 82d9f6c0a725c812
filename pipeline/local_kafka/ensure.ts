import { makeFolder, PipelineError, withLock } from "../common/mod.ts";
import {
  isLoopback,
  isSecured,
  probeBroker,
  requireBroker,
  type Security,
  splitAddress,
  type Unusable,
  unusableError,
} from "../broker/mod.ts";
import type { KafkaJarsOptions } from "./java.ts";
import { startBroker, startMissing } from "./start.ts";
import { brokerFiles, type BrokerState, type NodeCount, ownClusterIds, readState } from "./state.ts";

/** What {@linkcode ensureBroker} needs to know. */
export interface EnsureBrokerOptions extends KafkaJarsOptions {
  /**
   * "host:port" of one or more brokers. A local one is started at the first; each of several `nodes` at its own, those without one at the
   * next free ports.
   */
  brokers: string[];
  /** Folder of generated data; a local broker keeps its files in `broker` below it. */
  dataDir: string;
  /** How many brokers a local cluster has; 1 unless set. More than one are there to show what a cluster survives. */
  nodes?: NodeCount;
  /** Of the brokers. One that asks for any is never started here. */
  security?: Security;
}

/** The broker that was found or started. */
export interface EnsuredBroker {
  /** "host:port", of several nodes with commas between. */
  address: string;
  /** This call started it: stop it with {@linkcode stopBroker}. */
  startedByUs: boolean;
  /** It is the local broker of this data folder, whose topics may be emptied. */
  ours: boolean;
}

/**
 * Uses the broker that listens at one of `brokers`, or else starts one on this machine, and waits until it answers. Of a local cluster of several
 * `nodes`, it starts those that have ended.
 * The broker outlives this process until {@linkcode stopBroker}.
 *
 * @throws {PipelineError} `broker_unreachable` (another machine's does not answer, or ours did not start), `port_taken` (also by a
 * Kafka of fewer nodes),
 * `tool_missing` (Java or Maven), `not_found` (no Kafka in `kafkaHome`), `no_permission` (the data folder); the signal's reason
 *
 * @example
 * ```ts
 * import { ensureBroker, stopBroker } from "./mod.ts";
 * export async function withBroker(work: (address: string) => Promise<void>) {
 *   const options = { brokers: ["127.0.0.1:9092"], dataDir: "data", cacheDir: "cache", onStep: console.log };
 *   const { address, startedByUs } = await ensureBroker(options);
 *   await work(address);
 *   if (startedByUs) await stopBroker("data");
 * }
 * ```
 */
export async function ensureBroker(options: EnsureBrokerOptions): Promise<EnsuredBroker> {
  const { brokers, dataDir, onStep, signal, nodes = 1, security = {} } = options;
  if (isSecured(security)) {
    await requireBroker(brokers, security);
    return { address: brokers.join(","), startedByUs: false, ours: false };
  }
  const { found, unusable } = await look(brokers, dataDir);
  if (found && nodes === 1) return found;
  if (!unusable.every(({ address }) => isLoopback(address))) throw unusableError(unusable);

  const { folder, lock } = brokerFiles(dataDir);
  await makeFolder(folder, "the broker's data");
  const onWait = () => onStep("waiting for another process that is starting the broker");
  return await withLock(lock, { onWait, signal }, async () => {
    const state = nodes === 1 ? undefined : await clusterAt(brokers[0]!, nodes, dataDir);
    const { found, size, unusable: [first] } = await look(state?.address.split(",") ?? brokers, dataDir);
    if (found && nodes === 1) return found;
    if (found?.ours && state) {
      await startMissing(options, state);
      return { address: state.address, startedByUs: false, ours: true };
    }
    if (found) return requireNodes(found, size, nodes);
    if (first!.kind === "other") throw unusableError([first!]);
    const address = state?.address ?? addressesOf(nodes === 1 ? [first!.address] : brokers, nodes).join(",");
    await startBroker({ ...options, address });
    return { address, startedByUs: true, ours: true };
  });
}

/** The cluster of `dataDir` that was started with a node at the address, whether it runs or was killed. */
async function clusterAt(address: string, nodes: NodeCount, dataDir: string): Promise<BrokerState | undefined> {
  const state = await readState(dataDir);
  const addresses = state?.address.split(",") ?? [];
  return addresses.length === nodes && addresses.includes(address) ? state : undefined;
}

/** A Kafka that was not started here is used where it is as large. */
function requireNodes(found: EnsuredBroker, size: number, nodes: NodeCount): EnsuredBroker {
  if (!found.ours && size >= nodes) return found;
  throw new PipelineError(
    "port_taken",
    `Cannot start ${nodes} brokers at ${found.address} as a Kafka of ${size} broker${
      size === 1 ? "" : "s"
    } answers there`,
    { hint: "stop it first: deno task broker down; or give another --bootstrap" },
  );
}

/** The given addresses, as many as there are nodes, and the next free ports after the last one. */
export function addressesOf(given: readonly string[], nodes: NodeCount): string[] {
  const addresses = given.slice(0, nodes);
  const { host, port } = splitAddress(addresses.at(-1)!);
  const name = host.includes(":") ? `[${host}]` : host;
  for (let next = port + 1; addresses.length < nodes; next++) {
    if (isFree(host, next)) addresses.push(`${name}:${next}`);
  }
  return addresses;
}

function isFree(hostname: string, port: number): boolean {
  try {
    using _listener = Deno.listen({ hostname, port });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

/**
 * True where what answers at one of `brokers` is the local broker of `dataDir`: known by the cluster's id, not by the address.
 *
 * @example
 * ```ts
 * import { isOwnBroker } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await isOwnBroker(["127.0.0.1:1"], "data"), false); // nothing answers
 * ```
 */
export async function isOwnBroker(brokers: string[], dataDir: string): Promise<boolean> {
  return (await look(brokers, dataDir)).found?.ours ?? false;
}

interface Look {
  found?: EnsuredBroker;
  size: number;
  unusable: Unusable[];
}

/** The first of `brokers` that answers and the size of its cluster, or what is wrong with each of them. */
async function look(brokers: string[], dataDir: string): Promise<Look> {
  const unusable: Unusable[] = [];
  const probes = await Promise.all(brokers.map((address) => probeBroker(address)));
  for (const [index, probe] of probes.entries()) {
    const address = brokers[index]!;
    if (probe.kind === "kafka") {
      const ours = (await ownClusterIds(dataDir)).includes(probe.clusterId);
      return { found: { address, startedByUs: false, ours }, size: probe.brokers, unusable };
    }
    unusable.push({ address, ...probe });
  }
  return { size: 0, unusable };
}
