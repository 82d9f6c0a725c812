import { z } from "zod";
import type { LakeAt } from "../lake/store/mod.ts";
import { encodeRuleSet, type RuleSet, ruleSetVersion } from "../reading/mod.ts";
import { readAllKept, writeKept } from "./kept.ts";

const RULES = z.record(z.string(), z.unknown());

/** A rule set as it was kept: by a version of this program that may have known other rules. */
export interface KeptRuleSet {
  readonly version: string;
  readonly rules: Readonly<z.infer<typeof RULES>>;
}

/** Keeps the rules that rows of the lake were judged by, as `rules/<version>.json`: the name by which rejected rows call them. */
export const writeRuleSet = (lake: LakeAt, rules: RuleSet): Promise<void> =>
  writeKept(lake, `rules/${ruleSetVersion(rules)}.json`, encodeRuleSet(rules));

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
export async function readRuleSets(lake: LakeAt): Promise<KeptRuleSet[]> {
  const hint = { hint: "restore it from a copy, or move it away" };
  return (await readAllKept(lake, "rules", RULES, "rules", hint)).map(({ name, kept }) => ({
    version: name,
    rules: kept,
  }));
}
