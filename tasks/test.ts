import { readdirSync } from "node:fs";
import { defineCommand, runTask } from "./cli/command.ts";
import { runGate, stepText } from "./gate/gate.ts";
import { readJunit, tallyText, type TestCase, withCrashes } from "./gate/tally.ts";
import { TEST_PERMISSIONS } from "./gate/test_permissions.ts";

const JUNIT_PATH = "data/test/junit.xml";

const command = defineCommand({
  name: "test",
  summary: "Runs check, the unit tests and the integration tests.",
  options: {},
  positionals: [{ name: "filter", describe: "only test files with this in their path, and no check", optional: true }],
  examples: ["test", "test source", "test tests/proof/prove_test.ts"],
});

await runTask(command, async (_options, { signal, stdout }, [filter = ""]) => {
  const cases: TestCase[] = [];
  if (filter === "") {
    for await (const step of runGate(signal)) {
      stdout(stepText(step));
      cases.push({ file: "check", name: step.name, outcome: step.ok ? "passed" : "failed" });
    }
  }
  const files = testFiles().filter((file) => file.includes(filter));
  const integration = files.filter((file) => file.startsWith("tests/integration/"));
  const unit = files.filter((file) => !integration.includes(file));
  for (const run of [unit, integration]) {
    if (run.length > 0) cases.push(...await runTests(run, signal));
  }
  for (const [title, outcome] of [["skipped", "skipped"], ["FAILED", "failed"]]) {
    for (const one of cases.filter((one) => one.outcome === outcome)) stdout(`${title}  ${one.file}: ${one.name}`);
  }
  stdout(tallyText(cases));
  return cases.length === 0 || cases.some(({ outcome }) => outcome === "failed") ? 1 : 0;
});

function testFiles(): string[] {
  return readdirSync("tests", { recursive: true, encoding: "utf8" })
    .map((path) => `tests/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith("_test.ts"))
    .sort();
}

async function runTests(files: string[], signal: AbortSignal): Promise<TestCase[]> {
  await Deno.remove(JUNIT_PATH).catch(unlessAbsent); // a former run's would be taken for this one's if this one crashes
  const args = ["test", "--no-check", ...TEST_PERMISSIONS, `--junit-path=${JUNIT_PATH}`, ...files];
  const { code } = await new Deno.Command("deno", { args, stdin: "null", stdout: "inherit", stderr: "inherit", signal })
    .output();
  signal.throwIfAborted();
  return withCrashes(files, readJunit((await Deno.readTextFile(JUNIT_PATH).catch(unlessAbsent)) ?? ""), code);
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
