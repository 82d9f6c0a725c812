import { PipelineError } from "../../pipeline/common/mod.ts";
import { DEFAULT_RULE_SET, parseRuleSet, type RuleSet } from "../../pipeline/reading/mod.ts";
import { text } from "../cli/schema.ts";

/** The rules to judge by, where they are not the default ones. */
export const RULES = {
  flag: "rules",
  formerFlag: "contract",
  path: true,
  schema: text().optional(),
  placeholder: "FILE",
  describe: "a JSON file that overrides some of the rules",
};

/** The rules that a file asks for; the default ones without a file. @throws {PipelineError} `not_found`, `no_permission`, `usage` */
export async function readRules(path: string | undefined): Promise<RuleSet> {
  return path === undefined ? DEFAULT_RULE_SET : parseRuleSet(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    const absent = cause instanceof Deno.errors.NotFound;
    throw new PipelineError(
      absent ? "not_found" : "no_permission",
      `Cannot read ${path} as rules: expected a JSON file, got ${absent ? "no such file" : String(cause)}`,
      { hint: "name an existing file with --rules FILE", cause },
    );
  }
}
