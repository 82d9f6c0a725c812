import { PipelineError } from "../common/mod.ts";
import { writeFileAtomic } from "./durable.ts";
import { listLake } from "./folder.ts";
import type { Proof } from "./proof.ts";
import type { RunFacts } from "./run.ts";

/**
 * Keeps the facts of a replay in the lake, as `runs/<run>.json`.
 *
 * @example
 * ```ts
 * import { readRuns } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await readRuns("no such folder"), []);
 * ```
 */
export async function writeRun(lakeDir: string, facts: RunFacts): Promise<void> {
  await Deno.mkdir(`${lakeDir}/runs`, { recursive: true });
  await writeFileAtomic(`${lakeDir}/runs/${facts.run}.json`, JSON.stringify(facts, null, 2) + "\n");
}

/** The facts of the replays that filled the lake, the oldest first. */
export async function readRuns(lakeDir: string): Promise<RunFacts[]> {
  const runs: RunFacts[] = [];
  try {
    for await (const { name } of Deno.readDir(`${lakeDir}/runs`)) {
      if (name.endsWith(".json")) runs.push(JSON.parse(await Deno.readTextFile(`${lakeDir}/runs/${name}`)));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return runs.sort((a, b) => a.startedAt < b.startedAt ? -1 : 1);
}

/** Keeps the last proof in the lake, as `proof.json`, for reports. */
export async function writeProof(lakeDir: string, proof: Proof): Promise<void> {
  await Deno.mkdir(lakeDir, { recursive: true });
  await writeFileAtomic(`${lakeDir}/proof.json`, JSON.stringify(proof, null, 2) + "\n");
}

/** The last proof; null where nothing was proven yet. */
export async function readProof(lakeDir: string): Promise<Proof | null> {
  try {
    return JSON.parse(await Deno.readTextFile(`${lakeDir}/proof.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Takes the former run away: rows, facts, owners and proof. Nothing else in the folder is touched.
 *
 * @throws {PipelineError} `lake_mismatch` where `silver/` or `rejected/` hold files that are no parts: someone else's, not ours to delete
 */
export async function clearLake(lakeDir: string): Promise<void> {
  const { foreign } = await listLake(lakeDir);
  if (foreign.length > 0) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot empty the lake ${lakeDir} as it holds files that are not its own: ${foreign[0]}`,
      {
        hint: "move them away, or give another folder by --out-dir",
      },
    );
  }
  for (const name of ["silver", "rejected", "runs", "_owners", "proof.json"]) {
    await Deno.remove(`${lakeDir}/${name}`, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}
