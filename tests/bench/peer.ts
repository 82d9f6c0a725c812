import { fileURLToPath } from "node:url";
import { runProgram } from "./program.ts";
import { importsMissing } from "./python.ts";
import { textOf } from "./task.ts";

/** What the scripts in `python/` import. */
const PACKAGES = ["numpy", "pandas", "pyarrow", "scipy", "sklearn", "statsmodels", "xgboost"];

/** Those of the one that reads a stream. */
const STREAM_PACKAGES = ["confluent_kafka", "orjson"];

/** Why the scripts in `python/` cannot run, in plain words; null where they can. */
export const peersMissing = (stage: string): Promise<string | null> =>
  importsMissing([...PACKAGES, ...stage === "forecast" ? STREAM_PACKAGES : []], "tests/bench/python/requirements.txt");

/** Runs a script of `python/`, and gives the JSON that it prints last. */
export async function runPeer(script: string, args: readonly string[], signal: AbortSignal): Promise<unknown> {
  const path = fileURLToPath(new URL(`python/${script}`, import.meta.url));
  const run = await runProgram(script, ["python3", path, ...args], { cwd: ".", signal });
  return JSON.parse(textOf(run).split("\n").at(-1)!);
}
