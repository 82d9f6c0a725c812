import { readdirSync } from "node:fs";
import { systemClock } from "../pipeline/common/mod.ts";
import { defineCommand, runTask } from "./cli/command.ts";
import { runGate, stepText } from "./gate/gate.ts";
import { fileText, notPassedText, slowestText, tallyText, type TestCase } from "./gate/tally.ts";
import { planTests, type TestGroup } from "./gate/test_plan.ts";
import { type GroupResult, inLanes, runGroup, startSharedBroker } from "./gate/test_run.ts";

/** Two test processes keep two cores busy; with more of them, tests that wait for sessions to end would wait in vain. */
const LANES = Math.min(2, navigator.hardwareConcurrency);

/** About how long `check` takes, in seconds. */
const CHECK_SECONDS = 60;

const command = defineCommand({
  name: "test",
  summary: "Runs check, the unit tests and the integration tests, two groups of test files side by side.",
  options: {},
  positionals: [{
    name: "filter",
    describe: "only test files whose path contains this, without check",
    optional: true,
  }],
  examples: ["test", "test source", "test tests/proof/prove_test.ts"],
});

/** A piece of the work: its outcome, and about which part of the whole it was. */
interface Done {
  readonly lines: readonly string[];
  readonly cases: readonly TestCase[];
  readonly weight: number;
}

await runTask(command, async (_options, { signal, stdout }, [filter = ""]) => {
  const startMs = systemClock.now();
  const files = testFiles().filter((file) => file.includes(filter));
  const broker = await countSharing(files) > 1 ? startSharedBroker() : undefined;
  broker?.catch(() => {}); // the first group that needs it reports it
  const runTests = async (group: TestGroup): Promise<Done> => {
    const env: Record<string, string> = broker && needsBroker(group) ? { TEST_KAFKA: (await broker).address } : {};
    const result = await runGroup(group, env, signal);
    return { lines: groupLines(result), cases: result.cases, weight: group.seconds };
  };
  const groups = planTests(files);
  const jobs = [...(filter === "" ? [() => check(signal)] : []), ...groups.map((group) => () => runTests(group))];
  const whole = groups.reduce((sum, { seconds }) => sum + seconds, filter === "" ? CHECK_SECONDS : 0);
  const cases: TestCase[] = [];
  let weight = 0;
  try {
    for await (const done of inLanes(jobs, LANES)) {
      weight += done.weight;
      cases.push(...done.cases);
      const share = `${Math.round(100 * weight / whole)} %`.padStart(5);
      for (const line of done.lines) stdout(`${share}  ${line}`);
    }
  } finally {
    await (await broker?.catch(() => undefined))?.stop();
  }
  for (const line of notPassedText(cases)) stdout(line);
  stdout(slowestText(cases));
  stdout(`${((systemClock.now() - startMs) / 60_000).toFixed(1)} min`);
  stdout(tallyText(cases));
  return cases.length === 0 || cases.some(({ outcome }) => outcome === "failed") ? 1 : 0;
});

/** `deno task check`, each step counted as a test. */
async function check(signal: AbortSignal): Promise<Done> {
  const lines: string[] = [], cases: TestCase[] = [];
  for await (const step of runGate(signal)) {
    lines.push(stepText(step));
    const { name, ok, seconds, output } = step;
    cases.push({
      file: "check",
      name,
      seconds,
      ...ok ? { outcome: "passed" } : { outcome: "failed", failure: output },
    });
  }
  return { lines, cases, weight: CHECK_SECONDS };
}

/** One line a file, and all that was printed where a test failed. */
function groupLines({ group, cases, output }: GroupResult): string[] {
  const lines = group.files.map((file) => fileText(file, cases.filter((one) => one.file === file)));
  return cases.some(({ outcome }) => outcome === "failed") ? [...lines, output] : lines;
}

function testFiles(): string[] {
  return readdirSync("tests", { recursive: true, encoding: "utf8" })
    .map((path) => `tests/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith("_test.ts"))
    .sort();
}

/** Files of integration may ask for the shared broker; no other does. */
function needsBroker({ files }: TestGroup): boolean {
  return files.some((file) => file.startsWith("tests/integration/"));
}

/** How many of the files use the broker that test files share. */
async function countSharing(files: readonly string[]): Promise<number> {
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(file)));
  return texts.filter((text) => text.includes("sharedBroker(")).length;
}
