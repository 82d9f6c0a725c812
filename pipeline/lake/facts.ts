import { PipelineError } from "../common/mod.ts";
import { encodeRuleSet, type RuleSet, ruleSetVersion } from "../reading/mod.ts";
import { isAbsent } from "./absent.ts";
import { writeFileAtomic } from "../common/mod.ts";
import { listLake } from "./folder.ts";
import { withLakeLock } from "./lock.ts";
import type { Proof } from "./proof.ts";
import { STAGING } from "./rewrite.ts";
import type { RunFacts } from "./run.ts";
import { parseProof, parseRun } from "./stored.ts";

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

/** The facts of the replays that filled the lake, the oldest first. @throws {PipelineError} `lake_mismatch` where a file is damaged */
export async function readRuns(lakeDir: string): Promise<RunFacts[]> {
  const runs: RunFacts[] = [];
  try {
    for await (const { name } of Deno.readDir(`${lakeDir}/runs`)) {
      const path = `${lakeDir}/runs/${name}`;
      if (name.endsWith(".json")) runs.push(parseRun(path, await Deno.readTextFile(path)));
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return runs.sort((a, b) => a.startedAt < b.startedAt ? -1 : 1);
}

/** Keeps the rules that rows of the lake were judged by, as `rules/<version>.json`: the name by which claims and rejected rows call them. */
export async function writeRuleSet(lakeDir: string, rules: RuleSet): Promise<void> {
  await Deno.mkdir(`${lakeDir}/rules`, { recursive: true });
  await writeFileAtomic(`${lakeDir}/rules/${ruleSetVersion(rules)}.json`, encodeRuleSet(rules));
}

/** Keeps the last proof in the lake, as `proof.json`, for reports. */
export async function writeProof(lakeDir: string, proof: Proof): Promise<void> {
  await Deno.mkdir(lakeDir, { recursive: true });
  await writeFileAtomic(`${lakeDir}/proof.json`, JSON.stringify(proof, null, 2) + "\n");
}

/** The last proof; null where nothing was proven yet. @throws {PipelineError} `lake_mismatch` where its file is damaged */
export async function readProof(lakeDir: string): Promise<Proof | null> {
  const path = `${lakeDir}/proof.json`;
  try {
    return parseProof(path, await Deno.readTextFile(path));
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/**
 * Takes the former run away: rows, facts, rule sets, owners and proof. Nothing else in the folder is touched.
 *
 * @throws {PipelineError} `lake_mismatch` where `silver/` or `rejected/` hold files that are not ours to delete; `lake_busy`
 */
export function clearLake(lakeDir: string): Promise<void> {
  return withLakeLock(lakeDir, async () => {
    const { foreign } = await listLake(lakeDir);
    if (foreign.length > 0) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot empty the lake ${lakeDir} as it holds files that are not its own: ${foreign[0]}`,
        { hint: "move them away, or give another folder by --out-dir" },
      );
    }
    for (const name of [STAGING, "silver", "rejected", "runs", "consumers", "rules", "_owners", "proof.json"]) {
      await Deno.remove(`${lakeDir}/${name}`, { recursive: true }).catch((error) => {
        if (!isAbsent(error)) throw error;
      });
    }
  });
}
