import { z } from "zod";
import { PipelineError } from "../pipeline/common/mod.ts";
import { contractChanges, type ContractText } from "../pipeline/reading/mod.ts";
import { defineCommand, runTask } from "./cli/command.ts";
import { staleContract, writeContract } from "./gate/contract_folder.ts";

const command = defineCommand({
  name: "contract",
  summary: "Writes the contract in every form to docs/contract/, and compares two contracts.",
  options: {
    check: {
      flag: "check",
      schema: z.boolean(),
      boolean: true,
      describe: "generate: write nothing; exit status 1 if a file is stale",
    },
    json: { flag: "json", schema: z.boolean(), boolean: true, describe: "diff: print the changes as JSON" },
  },
  positionals: [
    {
      name: "action",
      choices: ["generate", "diff"],
      describe:
        "write the stale files (the default), or compare OLD with NEW (exit status 1 if the change is breaking)",
      optional: true,
    },
    { name: "old", describe: "a JSON Schema, a data contract (.yaml) or a rule set", optional: true, path: true },
    { name: "new", describe: "another one of the same kind", optional: true, path: true },
  ],
  examples: [
    "contract",
    "contract generate --check",
    "contract diff old.schema.json docs/contract/raw-reading.schema.json",
  ],
});

await runTask(command, async ({ check, json }, { stdout }, [action = "generate", oldPath, newPath]) => {
  if (action === "diff") {
    if (oldPath === undefined || newPath === undefined) throw usage("diff: expected two files, got fewer");
    const changes = contractChanges(await contractText(oldPath), await contractText(newPath));
    const lines = changes.map(({ breaking, path, change }) =>
      `${breaking ? "BREAKING" : "ok      "}  ${path || "all"}: ${change}`
    );
    stdout(json ? JSON.stringify(changes, null, 2) : lines.join("\n") || "no change");
    return changes.some(({ breaking }) => breaking) ? 1 : 0;
  }
  if (oldPath !== undefined) throw usage(`"${oldPath}": unexpected argument`);
  const names = check ? await staleContract() : await writeContract();
  const word = check ? "stale" : "written";
  stdout(names.map((name) => `${word}: docs/contract/${name}`).join("\n") || "docs/contract is up to date");
  return check && names.length > 0 ? 1 : 0;
});

function usage(fault: string): PipelineError {
  return new PipelineError("usage", `Cannot run contract as ${fault}`, { hint: "deno task contract --help" });
}

async function contractText(path: string): Promise<ContractText> {
  try {
    return { path, text: await Deno.readTextFile(path) };
  } catch (cause) {
    throw new PipelineError(
      "not_found",
      `Cannot read ${path} as a contract: expected a readable file`,
      {
        cause,
      },
    );
  }
}
