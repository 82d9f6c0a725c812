import { PipelineError } from "../common/mod.ts";
import { flush } from "./durable.ts";

/** What a lake is bound to. Offsets of another group or cluster mean other messages, and mixing them would lose or double rows. */
export interface LakeOwner {
  readonly groupId: string;
  readonly clusterId: string;
}

const FOLDER = "_owners";

/**
 * Claims a partition of the lake: creates `_owners/<topic>-<partition>-<epoch>` with an epoch one above the highest. The exclusive
 * creation lets no two owners have the same epoch.
 *
 * @returns the epoch, from 1
 * @throws {PipelineError} `lake_mismatch` where the lake belongs to another group or cluster
 */
export async function claimPartition(
  lakeDir: string,
  topic: string,
  partition: number,
  owner: LakeOwner,
): Promise<number> {
  const folder = `${lakeDir}/${FOLDER}`;
  await Deno.mkdir(folder, { recursive: true });
  for (;;) {
    const highest = await highestEpoch(folder, `${topic}-${partition}-`);
    if (highest > 0) {
      const former = await readClaim(`${folder}/${topic}-${partition}-${highest}`);
      // An empty claim was cut short by a crash, before anything was written under it.
      if (former !== null) requireSameOwner(lakeDir, former, owner);
    }
    const path = `${folder}/${topic}-${partition}-${highest + 1}`;
    try {
      await Deno.writeTextFile(path, JSON.stringify(owner) + "\n", { createNew: true });
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      throw error;
    }
    await flush(path);
    await flush(folder);
    return highest + 1;
  }
}

async function highestEpoch(folder: string, prefix: string): Promise<number> {
  let highest = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const epoch = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : NaN;
    if (Number.isSafeInteger(epoch)) highest = Math.max(highest, epoch);
  }
  return highest;
}

async function readClaim(path: string): Promise<LakeOwner | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path)) as LakeOwner;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function requireSameOwner(lakeDir: string, former: LakeOwner, owner: LakeOwner): void {
  for (const key of ["groupId", "clusterId"] as const) {
    if (former[key] === owner[key]) continue;
    const what = key === "groupId" ? "group" : "cluster";
    throw new PipelineError(
      "lake_mismatch",
      `Cannot write to ${lakeDir} as it belongs to another ${what}: expected ${former[key]}, got ${owner[key]}`,
      {
        hint:
          "give another folder by --out-dir, or empty this one: its rows cannot be told from new ones by their offsets",
      },
    );
  }
}
