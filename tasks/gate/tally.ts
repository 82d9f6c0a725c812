/** One test as a JUnit file tells it. */
export interface TestCase {
  file: string;
  name: string;
  outcome: "passed" | "failed" | "skipped";
  seconds: number;
  /** The error of a test that failed. */
  failure?: string;
}

/** The tests in the JUnit file that `deno test --junit-path` writes. */
export function readJunit(xml: string): TestCase[] {
  const cases = xml.matchAll(
    /<testcase name="([^"]*)" classname="(?:\.\/)?([^"]*)" time="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g,
  );
  return [...cases].map(([, name, file, seconds, body]) => {
    const failure = /<failure[^>]*>([\s\S]*)<\/failure>/.exec(body!)?.[1];
    return {
      file: unescapeXml(file!),
      name: unescapeXml(name!),
      seconds: Number(seconds),
      ...failure === undefined
        ? { outcome: body!.includes("<skipped") ? "skipped" : "passed" }
        : { outcome: "failed", failure: unescapeXml(failure) },
    };
  });
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
}

/**
 * Adds what a JUnit file leaves out: a file whose tests are not in it ended in an uncaught error (or has none), and a process
 * that failed although no test did has crashed. Each counts as one failed test.
 */
export function withCrashes(files: readonly string[], cases: TestCase[], status: number): TestCase[] {
  const seen = new Set(cases.map(({ file }) => file));
  const lost = files.filter((file) => !seen.has(file))
    .map((file): TestCase => ({
      file,
      name: "(ended before its tests did, or has none)",
      outcome: "failed",
      seconds: 0,
    }));
  const all = [...cases, ...lost];
  if (status === 0 || all.some(({ outcome }) => outcome === "failed")) return all;
  return [...all, { file: "deno test", name: `(ended with status ${status})`, outcome: "failed", seconds: 0 }];
}

/** The last line of `deno task test`. */
export function tallyText(cases: readonly TestCase[]): string {
  const count = (outcome: TestCase["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
}

/** One line for a test file, in the form of a step of the gate. */
export function fileText(file: string, cases: readonly TestCase[]): string {
  const ok = cases.every(({ outcome }) => outcome !== "failed");
  return `${ok ? "ok  " : "FAIL"}  ${secondsOf(cases).toFixed(1).padStart(5)} s  ${file}: ${tallyText(cases)}`;
}

/** Lines of an error that are shown: enough for what was expected and what came instead. */
const FAILURE_LINES = 40;

/** The tests that were skipped or failed, the latter with their errors: what a log cut down to its end must still show. */
export function notPassedText(cases: readonly TestCase[]): string[] {
  const of = (outcome: TestCase["outcome"]) => cases.filter((one) => one.outcome === outcome);
  return [
    ...of("skipped").map(({ file, name }) => `skipped  ${file}: ${name}`),
    ...of("failed").flatMap(({ file, name, failure = "" }) => [
      `FAILED  ${file}: ${name}`,
      ...failure.split("\n").filter((line) => line !== "").slice(0, FAILURE_LINES).map((line) => `  ${line}`),
    ]),
  ];
}

/** Files that are listed as the slowest. */
const SLOWEST = 10;

/** The slowest files, one a line, with the time that their tests took. */
export function slowestText(cases: readonly TestCase[]): string {
  const totals = [...Map.groupBy(cases, ({ file }) => file)]
    .map(([file, own]) => ({ file, seconds: secondsOf(own) }))
    .sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  return ["slowest:", ...totals.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(11)} s  ${file}`)].join("\n");
}

/** A step's time is in that of its test, too. */
function secondsOf(cases: readonly TestCase[]): number {
  return cases.filter(({ name }) => !name.includes(" > ")).reduce((sum, { seconds }) => sum + seconds, 0);
}
