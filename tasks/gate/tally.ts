/** One test as a JUnit file tells it. */
export interface TestCase {
  file: string;
  name: string;
  outcome: "passed" | "failed" | "skipped";
}

/** The tests in the JUnit file that `deno test --junit-path` writes. */
export function readJunit(xml: string): TestCase[] {
  const cases = xml.matchAll(/<testcase name="([^"]*)" classname="(?:\.\/)?([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g);
  return [...cases].map(([, name, file, body]) => ({
    file: unescapeXml(file!),
    name: unescapeXml(name!),
    outcome: body!.includes("<failure") ? "failed" : body!.includes("<skipped") ? "skipped" : "passed",
  }));
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
    .map((file): TestCase => ({ file, name: "(ended before its tests did, or has none)", outcome: "failed" }));
  const all = [...cases, ...lost];
  if (status === 0 || all.some(({ outcome }) => outcome === "failed")) return all;
  return [...all, { file: "deno test", name: `(ended with status ${status})`, outcome: "failed" }];
}

/** The last line of `deno task test`. */
export function tallyText(cases: readonly TestCase[]): string {
  const count = (outcome: TestCase["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  const skipped = count("skipped");
  return `${count("passed")} passed, ${count("failed")} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
