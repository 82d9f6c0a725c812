import { readTextIfThere, removeIfThere, writeWhole } from "../common/mod.ts";

/** What the local broker leaves in its folder so that another process can find and stop it. */
export interface BrokerState {
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
    log: `${folder}/kafka.log`,
    meta: (mode: BrokerState["mode"]) => `${folder}/${mode}/meta.properties`,
  };
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

/** The ids of the clusters whose data is in this folder: at most one for each mode. */
export async function ownClusterIds(dataDir: string): Promise<string[]> {
  const files = brokerFiles(dataDir);
  const metas = await Promise.all((["kraft", "zookeeper"] as const).map((mode) => readTextIfThere(files.meta(mode))));
  // Java's escape of "=" in a value
  return metas.flatMap((meta) => /^cluster\.id=(.+)$/m.exec(meta ?? "")?.[1]?.replaceAll("\\", "") ?? []);
}

/**
 * The last `lines` lines of the local broker's log, each ending in a line feed; empty where there is no log.
 *
 * @example
 * ```ts
 * import { brokerLogs } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await brokerLogs("no-such-folder", 20), "");
 * ```
 */
export async function brokerLogs(dataDir: string, lines: number): Promise<string> {
  return await readTail(brokerFiles(dataDir).log, lines);
}

/** The last `lines` lines of a text file, or nothing where there is none. */
export async function readTail(path: string, lines: number): Promise<string> {
  const text = await readTextIfThere(path) ?? "";
  return text.split(/(?<=\n)/).slice(-lines).join("");
}
