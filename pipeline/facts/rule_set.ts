import { z } from "zod";
import { isAbsent, parseStored, writeFileAtomic } from "../common/mod.ts";
import { encodeRuleSet, type RuleSet, ruleSetVersion } from "../reading/mod.ts";

const RULES = z.record(z.string(), z.unknown());

/** A rule set as it was kept: by a version of this program that may have known other rules. */
export interface KeptRuleSet {
  readonly version: string;
  readonly rules: Readonly<z.infer<typeof RULES>>;
}

/** Keeps the rules that rows of the lake were judged by, as `rules/<version>.json`: the name by which claims and rejected rows call them. */
export async function writeRuleSet(lakeDir: string, rules: RuleSet): Promise<void> {
  await Deno.mkdir(`${lakeDir}/rules`, { recursive: true });
  await writeFileAtomic(`${lakeDir}/rules/${ruleSetVersion(rules)}.json`, encodeRuleSet(rules));
}

/**
 * The rule sets that rows of the lake were judged by, in the order of versions.
 *
 * @throws {PipelineError} `lake_mismatch` where a file is damaged
 *
 * @example
 * ```ts
 * import { readRuleSets } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await readRuleSets("no such folder"), []);
 * ```
 */
export async function readRuleSets(lakeDir: string): Promise<KeptRuleSet[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(`${lakeDir}/rules`)) if (name.endsWith(".json")) names.push(name);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return await Promise.all(
    names.sort().map(async (name) => {
      const path = `${lakeDir}/rules/${name}`, hint = "restore it from a copy, or move it away";
      const rules = parseStored(RULES, await Deno.readTextFile(path), `Cannot read ${path} as rules`, { hint });
      return { version: name.slice(0, -".json".length), rules };
    }),
  );
}
