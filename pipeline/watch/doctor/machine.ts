import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { KafkaTools } from "../../local_kafka/mod.ts";
import { makeFolder, PipelineError } from "../../common/mod.ts";
import type { RunFacts } from "../../facts/mod.ts";
import { type Diagnosis, type Finding, finding } from "./finding.ts";

/** What is looked at on this machine, and what was already found out about it. */
export interface MachineFacts {
  readonly tools: KafkaTools;
  readonly kafkaHome: string | undefined;
  /** A broker of this machine would have to be started: none answers, and the address is loopback. */
  readonly startsBroker: boolean;
  readonly deno: { readonly running: string; readonly pinned: string };
  /** Folders that are written to. */
  readonly folders: readonly string[];
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
  readonly runs: readonly Pick<RunFacts, "run" | "startedAt">[];
  /** Bytes free where the lake is. */
  readonly freeBytes: number;
  /** What is wrong with the settings, if anything. */
  readonly settingsFault: string | null;
  readonly ports: readonly { readonly port: number; readonly for: "metrics" | "page" }[];
}

const LEAST_FREE_BYTES = 1e9;
/** No clock that is right shows a time before this program was written. */
const EARLIEST_MS = Date.UTC(2025, 0, 1);
const CLOCK_SLACK_MS = 60_000;

/** Looks at tools, disk, folders, clock and ports. */
export async function diagnoseMachine(facts: MachineFacts): Promise<Diagnosis> {
  const { running, pinned } = facts.deno;
  const findings = [
    ...(facts.settingsFault === null ? [] : [finding("settings_wrong", facts.settingsFault)]),
    ...(running === pinned ? [] : [finding("deno_other", `this is Deno ${running}, the tests run with ${pinned}`)]),
    ...(facts.startsBroker ? toolFindings(facts) : []),
    ...facts.tools.partial.map((folder) =>
      finding("jars_partial", `${folder} is there`, { fix: `rm -r ${shellWord(folder)}` })
    ),
    ...(facts.freeBytes >= LEAST_FREE_BYTES
      ? []
      : [finding("disk_low", `${(facts.freeBytes / 1e9).toFixed(2)} GB are free where the lake is`)]),
    ...(await Promise.all(facts.folders.map(folderFindings))).flat(),
    ...clockFindings(facts),
    ...(await Promise.all(facts.ports.map(portFindings))).flat(),
  ];
  const sound = [
    ...(facts.tools.java === null ? [] : [`Java ${facts.tools.java}`]),
    ...(facts.tools.jars ? ["Kafka's jars"] : []),
    `Deno ${running}`,
    `${(facts.freeBytes / 1e9).toFixed(1)} GB free`,
  ];
  return { area: "machine", sound, findings };
}

function toolFindings({ tools, kafkaHome }: MachineFacts): Finding[] {
  const { java, javaNeeded, maven, jars } = tools;
  return [
    ...(java === null
      ? [finding("java_missing", "there is no java on PATH")]
      : java < javaNeeded
      ? [finding("java_old", `the java on PATH is version ${java || "unknown"}, ${javaNeeded} or later is needed`)]
      : []),
    ...(jars
      ? []
      : kafkaHome !== undefined
      ? [finding("kafka_home_empty", `KAFKA_HOME is ${kafkaHome}, where there is no libs/kafka_*.jar`)]
      : maven
      ? []
      : [finding("maven_missing", "there is no mvn on PATH, and Kafka's jars were not fetched before")]),
  ];
}

/** Tried where the folder is, or where it would be made: nothing is left behind. */
async function folderFindings(folder: string): Promise<Finding[]> {
  try {
    await makeFolder(await existing(folder), "files");
    return [];
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return [finding("folder_refused", `${folder}: ${error.message.slice(error.message.indexOf("expected "))}`)];
  }
}

/** The folder, or the nearest one above it that is there. */
async function existing(path: string): Promise<string> {
  const isThere = await Deno.stat(path).then(() => true, () => false);
  return isThere || path === dirname(path) ? path : await existing(dirname(path));
}

function clockFindings({ nowMs, runs }: MachineFacts): Finding[] {
  const shown = new Date(nowMs).toISOString();
  if (nowMs < EARLIEST_MS) return [finding("clock_wrong", `it is ${shown} by the clock`)];
  const later = runs.find(({ startedAt }) => Date.parse(startedAt) > nowMs + CLOCK_SLACK_MS);
  if (later === undefined) return [];
  return [
    finding("clock_wrong", `it is ${shown} by the clock, and run ${later.run} in the lake began at ${later.startedAt}`),
  ];
}

async function portFindings({ port, for: what }: MachineFacts["ports"][number]): Promise<Finding[]> {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return [];
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return await isOurs(port) ? [] : [finding(`port_taken_${what}`, `something else listens at 127.0.0.1:${port}`)];
  }
}

/** Both servers of ours answer so; see pipeline/watch/metrics and live. */
async function isOurs(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/ping`, { signal: AbortSignal.timeout(2_000) });
    return (await response.text()).trim() === "pong";
  } catch {
    return false; // it speaks no HTTP, or not in time
  }
}

/** Bytes that this user may still write where a folder is, or will be. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(await existing(folder));
  return bavail * bsize;
}

const shellWord = (text: string) => /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
