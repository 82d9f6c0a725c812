import { z } from "zod";
import { isAbsent, parseStored, PipelineError, writeFileAtomic } from "../common/mod.ts";
import { withLakeLock } from "./lock.ts";
import { REJECTED, SILVER } from "./table.ts";

/** What tables of a lake are bound to. Offsets of another one mean other messages, and mixing them would lose or double rows. */
export interface LakeOwner {
  /** The names of the tables that it writes. */
  readonly tables: readonly string[];
  readonly groupId: string;
  readonly clusterId: string;
  readonly topic: string;
}

const FOLDER = "_owners";
const CLAIM = z.object({
  groupId: z.string(),
  clusterId: z.string(),
  topic: z.string(),
  /** Absent from claims that were made when there was one stage. */
  tables: z.array(z.string()).default([SILVER.name, REJECTED.name]),
});

/**
 * Claims a partition of the lake: creates `_owners/<topic>-<partition>-<epoch>` with an epoch one above the highest. The lock of the
 * lake lets no two owners have the same epoch, and no two groups claim a new lake at once.
 *
 * @param ruleSet version of the rules that the owner judges by; kept in the claim, and free to change from one to the next
 * @returns the epoch, from 1
 * @throws {PipelineError} `lake_mismatch` where the lake belongs to another group, cluster or topic; `lake_busy`
 */
export async function claimPartition(
  lakeDir: string,
  partition: number,
  owner: LakeOwner,
  ruleSet: string,
): Promise<number> {
  const folder = `${lakeDir}/${FOLDER}`;
  await Deno.mkdir(folder, { recursive: true });
  return await withLakeLock(lakeDir, async () => {
    await requireOwner(lakeDir, owner);
    const name = `${owner.topic}-${partition}`;
    const epoch = ((await newestEpochs(folder)).get(name) ?? 0) + 1;
    await writeFileAtomic(`${folder}/${name}-${epoch}`, JSON.stringify({ ...owner, ruleSet }) + "\n");
    return epoch;
  });
}

/**
 * Holds an owner against those who have claimed partitions of the lake.
 *
 * @throws {PipelineError} `lake_mismatch` where one of them is of another group, cluster or topic, or its claim is damaged
 */
export async function requireOwner(lakeDir: string, owner: LakeOwner): Promise<void> {
  for (const [name, epoch] of await newestEpochs(`${lakeDir}/${FOLDER}`)) {
    const path = `${lakeDir}/${FOLDER}/${name}-${epoch}`;
    const former = parseStored(CLAIM, await Deno.readTextFile(path), `Cannot read ${path} as a claim`, {
      hint: "restore it, or start over: deno task pipeline (add --fresh if the broker was not started from here)",
    });
    if (former.tables.some((table) => owner.tables.includes(table))) requireSame(lakeDir, former, owner);
  }
}

/** By `<topic>-<partition>` the highest epoch that was claimed. */
async function newestEpochs(folder: string): Promise<Map<string, number>> {
  const newest = new Map<string, number>();
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const [, partition, epoch] = /^(.+-\d+)-(\d+)$/.exec(name) ?? [];
      if (partition !== undefined) newest.set(partition, Math.max(newest.get(partition) ?? 0, Number(epoch)));
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return newest;
}

function requireSame(lakeDir: string, former: LakeOwner, owner: LakeOwner): void {
  for (const [key, what] of [["groupId", "group"], ["clusterId", "cluster"], ["topic", "topic"]] as const) {
    if (former[key] === owner[key]) continue;
    throw new PipelineError(
      "lake_mismatch",
      `Cannot work on ${lakeDir} as it belongs to another ${what}: expected ${former[key]}, got ${owner[key]}`,
      {
        hint:
          "name another folder with --out-dir, or empty this one: its rows cannot be distinguished from new ones by their offsets",
      },
    );
  }
}
