import { makeFolder, withLock } from "../common/mod.ts";
import {
  isLoopback,
  isSecured,
  probeBroker,
  requireBroker,
  type Security,
  type Unusable,
  unusableError,
} from "../broker/mod.ts";
import type { KafkaJarsOptions } from "./java.ts";
import { startBroker } from "./start.ts";
import { brokerFiles, ownClusterIds } from "./state.ts";

/** What {@linkcode ensureBroker} needs to know. */
export interface EnsureBrokerOptions extends KafkaJarsOptions {
  /** "host:port" of one or more brokers. A local one is started at the first. */
  brokers: string[];
  /** Folder of generated data; a local broker keeps its files in `broker` below it. */
  dataDir: string;
  /** Of the brokers. One that asks for any is never started here. */
  security?: Security;
}

/** The broker that was found or started. */
export interface EnsuredBroker {
  address: string;
  /** This call started it: stop it with {@linkcode stopBroker}. */
  startedByUs: boolean;
  /** It is the local broker of this data folder, whose topics may be emptied. */
  ours: boolean;
}

/**
 * Uses the broker that listens at one of `brokers`, or else starts one on this machine, and waits until it answers.
 * The broker outlives this process until {@linkcode stopBroker}.
 *
 * @throws {PipelineError} `broker_unreachable` (another machine's does not answer, or ours did not start), `port_taken`,
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
  const { brokers, dataDir, onStep, signal, security = {} } = options;
  if (isSecured(security)) {
    await requireBroker(brokers, security);
    return { address: brokers.join(","), startedByUs: false, ours: false };
  }
  const { found, unusable } = await look(brokers, dataDir);
  if (found) return found;
  if (!unusable.every(({ address }) => isLoopback(address))) throw unusableError(unusable);

  const { folder, lock } = brokerFiles(dataDir);
  await makeFolder(folder, "the broker's data");
  const onWait = () => onStep("waiting for another process that is starting the broker");
  return await withLock(lock, { onWait, signal }, async () => {
    const { found, unusable: [first] } = await look(brokers, dataDir);
    if (found) return found;
    if (first!.kind === "other") throw unusableError([first!]);
    const { address } = first!;
    await startBroker({ ...options, address });
    return { address, startedByUs: true, ours: true };
  });
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

/** The first of `brokers` that answers, or what is wrong with each of them. */
async function look(brokers: string[], dataDir: string): Promise<{ found?: EnsuredBroker; unusable: Unusable[] }> {
  const unusable: Unusable[] = [];
  const probes = await Promise.all(brokers.map((address) => probeBroker(address)));
  for (const [index, probe] of probes.entries()) {
    const address = brokers[index]!;
    if (probe.kind === "kafka") {
      const ours = (await ownClusterIds(dataDir)).includes(probe.clusterId);
      return { found: { address, startedByUs: false, ours }, unusable };
    }
    unusable.push({ address, ...probe });
  }
  return { unusable };
}
