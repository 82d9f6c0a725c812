import type { Store } from "../../lake/logs.ts";
import { isLoopback, isSecured, readCommittedOffsets, type Security } from "../../broker/mod.ts";
import { brokerStatus, inspectTools } from "../../local_kafka/mod.ts";
import { readKeptTopic, readRuns } from "../../facts/mod.ts";
import type { DialectOptions } from "../../source/mod.ts";
import { diagnoseBroker } from "./broker.ts";
import { type ClusterNames, diagnoseGroup, diagnoseTopics, readCluster } from "./cluster.ts";
import { diagnoseDataset } from "./dataset.ts";
import type { Diagnosis } from "./finding.ts";
import { diagnoseLake } from "./lake.ts";
import { diagnoseMachine, freeBytes, type MachineFacts } from "./machine.ts";

/** What the doctor looks at. */
export interface DiagnoseOptions
  extends ClusterNames, Pick<MachineFacts, "deno" | "ports" | "nowMs" | "kafkaHome" | "settingsFault"> {
  readonly brokers: readonly string[];
  readonly security: Security;
  readonly dataDir: string;
  /** The folder of the lake, or of what is kept beside one in an object store. */
  readonly outDir: string;
  readonly lake: Store;
  /** A name that nobody has used. */
  readonly nonce: string;
  readonly reportDir: string;
  readonly cacheDir: string;
  /** The CSV that would be replayed; undefined if none was found. */
  readonly csvPath: string | undefined;
  readonly dialectOptions?: DialectOptions;
}

/**
 * Looks at everything, area by area, and changes nothing, but for one file in an object store that is removed again. What depends on a broker is left
 * out where none can be used.
 *
 * @example
 * ```ts
 * import { diagnose, type DiagnoseOptions, type Diagnosis } from "../mod.ts";
 * export const faults = async (options: DiagnoseOptions): Promise<string[]> =>
 *   (await diagnose(options)).flatMap(({ findings }: Diagnosis) => findings.map(({ what }) => what));
 * ```
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis[]> {
  const { brokers, security, dataDir, outDir, lake: store, nonce, cacheDir, kafkaHome } = options;
  const broker = await diagnoseBroker({ brokers, security, local: await brokerStatus(dataDir) });
  const cluster = broker.kafka === null ? null : await readCluster(broker.kafka, options);
  const machine = await diagnoseMachine({
    ...options,
    tools: await inspectTools({ cacheDir, kafkaHome }),
    startsBroker: broker.kafka === null && !isSecured(security) && brokers.every(isLoopback),
    folders: [...new Set([dataDir, outDir, options.reportDir, cacheDir])],
    runs: await readRuns(store).catch(() => []), // the findings on the lake say what is damaged
    freeBytes: await freeBytes(outDir),
  });
  const partitions = (cluster?.lags ?? []).map(({ partition }) => partition);
  const committed = broker.kafka === null || partitions.length === 0
    ? new Map()
    : await readCommittedOffsets(broker.kafka, options.groupId, options.raw);
  const lake = await diagnoseLake({
    lake: store,
    writer: cluster === null ? null : { groupId: options.groupId, clusterId: cluster.clusterId, topic: options.raw },
    committed: new Map(partitions.map((partition) => [partition, committed.get(partition) ?? null])),
    nonce,
    isBusy: (cluster?.group.members.length ?? 0) > 0,
  });
  // What is damaged is named by the consumer that refuses it.
  const keptId = await readKeptTopic(store, options.raw).catch(() => null);
  return [
    machine,
    { area: broker.area, sound: broker.sound, findings: broker.findings },
    ...(cluster === null ? [] : [diagnoseTopics(cluster, options, keptId), diagnoseGroup(cluster, options)]),
    await diagnoseDataset(options.csvPath, options.dialectOptions),
    lake,
  ];
}
