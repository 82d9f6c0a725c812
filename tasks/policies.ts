import { POLICIES, tryPolicies } from "../pipeline/evaluate/mod.ts";
import { defineCommand, runTask } from "./cli/command.ts";
import { chooseCsv } from "./options/dataset.ts";
import { booleanFlag, DIALECT_OPTIONS, REPLAY_OPTIONS } from "./options/pipeline_options.ts";
import { policiesMarkdown } from "./text/policy_text.ts";

const command = defineCommand({
  name: "policies",
  summary: "Judges a file by stricter and looser rules than the default, and prints what each would cost, as Markdown.",
  options: {
    csv: REPLAY_OPTIONS.csv,
    ...DIALECT_OPTIONS,
    json: booleanFlag("json", "print the outcomes, with their contracts, as JSON"),
  },
  examples: ["policies", "policies --csv data/AirQualityUCI.csv --json"],
});

await runTask(command, async ({ csv, json, ...forced }, { log, stdout }) => {
  const outcomes = await tryPolicies(await chooseCsv(csv, log, forced), POLICIES, forced);
  if (json) {
    stdout(JSON.stringify(outcomes.map((outcome, index) => ({ ...POLICIES[index], ...outcome })), null, 2));
    return 0;
  }
  stdout(policiesMarkdown(outcomes));
  return 0;
});
