import { Buffer } from "node:buffer";
import { exists, makeFolder, namesIn, withLock } from "../common/mod.ts";
import { freePort } from "../broker/mod.ts";
import type { KafkaJarsOptions } from "./java.ts";
import { Launcher } from "./launcher.ts";
import { stopBroker } from "./local.ts";
import { kafkaProperties } from "./properties.ts";
import { brokerFiles, writeState } from "./state.ts";

/**
 * What is made once for a Kafka and a JVM, so that a broker starts with less work: its storage as Kafka's tool formats it, and its
 * classes as the JVM laid them out in memory (class-data sharing).
 */
export interface QuickStart {
  /** Of Kafka's JVM. */
  readonly jvmArgs: readonly string[];
  /** Formats the storage of a node of a new cluster. @param logDir is not there yet */
  format(logDir: string, ids: NodeIds): Promise<void>;
}

/** Whose storage it is. */
export interface NodeIds {
  /** As {@linkcode newId} makes it, the same for all nodes of a cluster. */
  readonly clusterId: string;
  /** Counts from 1. */
  readonly node: number;
}

/** The folders of Kafka's log, below its log directory, and the archive of classes: in the working folder of the JVM that makes them. */
const STORAGE = "kraft", METADATA = "__cluster_metadata-0", CLASSES = "classes.jsa";

/**
 * The quick start in the cache, made now where it is not there. It is of one JVM and one set of jars: another gets another folder.
 *
 * @param java what the JVM says of its version
 */
export async function quickStart(
  options: KafkaJarsOptions,
  { classPath, java }: { readonly classPath: string; readonly java: string },
): Promise<QuickStart> {
  const { cacheDir, onStep, signal } = options;
  const jars = (await namesIn(classPath.replace(/\/\*$/, ""))).sort();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode([java, classPath, ...jars].join("\n")));
  await makeFolder(cacheDir, "what makes Kafka start quickly");
  const folder = `${cacheDir}/kafka-start-${new Uint8Array(digest).toHex().slice(0, 12)}`;
  if (!await exists(folder)) {
    const onWait = () => onStep("waiting for another process that is preparing Kafka");
    await withLock(`${folder}.lock`, { onWait, signal }, async () => {
      if (!await exists(folder)) await prepare(folder, classPath, options);
    });
  }
  const classes = `${await Deno.realPath(folder)}/${CLASSES}`;
  return {
    // Some JVMs write no archive. The JVM itself checks that an archive fits, and starts without one that does not.
    jvmArgs: await exists(classes) ? [`-XX:SharedArchiveFile=${classes}`] : [],
    async format(logDir, ids) {
      await copyFolder(`${folder}/${METADATA}`, `${logDir}/${METADATA}`);
      // Last: Kafka takes a folder with this file for formatted.
      await Deno.writeTextFile(`${logDir}/meta.properties`, metaProperties(ids));
    },
  };
}

/**
 * Starts a Kafka of its own once and stops it cleanly: the JVM writes the archive when it ends. The caller holds the folder's lock. What a
 * killed process left of an earlier try is ended and removed first.
 */
async function prepare(folder: string, classPath: string, { onStep, signal }: KafkaJarsOptions): Promise<void> {
  onStep("preparing quick starts of Kafka (once)");
  const dataDir = `${folder}.preparing`, { folder: work } = brokerFiles(dataDir);
  await stopBroker(dataDir);
  await removeFolder(dataDir);
  await Deno.mkdir(`${dataDir}/made`, { recursive: true });
  await Deno.mkdir(work);
  const address = `127.0.0.1:${freePort()}`, token = crypto.randomUUID();
  const launcher = new Launcher({
    ...{ folder: work, address, classPath, token, signal },
    // A JVM without such archives ignores the unknown option.
    jvmArgs: ["-XX:+IgnoreUnrecognizedVMOptions", `-XX:ArchiveClassesAtExit=${CLASSES}`],
    onStart: (processes) => writeState(dataDir, { address, mode: "kraft", token, processes }),
  });
  try {
    const settings = { address, mode: "kraft", node: 1, controllerPorts: [freePort()] } as const;
    await Deno.writeTextFile(`${work}/kafka.properties`, kafkaProperties(settings));
    await launcher.format(newId());
    await copyFolder(`${work}/${STORAGE}/${METADATA}`, `${dataDir}/made/${METADATA}`);
    const [kafka] = await launcher.startKafka([{ name: "kafka", address }]);
    kafka!.terminate();
    await kafka!.ended;
    if (await exists(`${work}/${CLASSES}`)) await Deno.rename(`${work}/${CLASSES}`, `${dataDir}/made/${CLASSES}`);
    await Deno.rename(`${dataDir}/made`, folder);
  } finally {
    await launcher.killAll();
  }
  await removeFolder(dataDir); // where it failed, its log stays until the next try
}

const removeFolder = async (path: string) => {
  if (await exists(path)) await Deno.remove(path, { recursive: true });
};

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const name of await namesIn(from)) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
}

/** What Kafka's tool writes when it formats: the ids. The folder's own is made here. */
export const metaProperties = ({ clusterId, node }: NodeIds) =>
  `version=1\ncluster.id=${clusterId}\nnode.id=${node}\ndirectory.id=${newId()}\n`;

/** A random id in Kafka's form: 16 bytes as URL-safe base64. */
export function newId(): string {
  const id = Buffer.from(crypto.randomUUID().replaceAll("-", ""), "hex").toString("base64url");
  return id.startsWith("-") ? newId() : id; // a leading "-" reads as a flag
}
