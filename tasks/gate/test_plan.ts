/**
 * About how long slow files take on a quiet machine of two cores, in seconds. Only the order and the share done come from it: a file
 * that is not here is taken for a quick one, and nothing is lost where a figure is old.
 */
export const SLOW_FILES: Readonly<Record<string, number>> = {
  "tests/integration/random_faults_test.ts": 150,
  "tests/integration/dashboard_test.ts": 110,
  "tests/integration/crash_test.ts": 90,
  "tests/integration/notebooks_test.ts": 90,
  "tests/tasks/notebook/run_test.ts": 70,
  "tests/integration/foreign_messages_test.ts": 60,
  "tests/integration/dlq_test.ts": 45,
  "tests/integration/broker_test.ts": 45,
  "tests/integration/pipeline_test.ts": 45,
  "tests/integration/compact_test.ts": 40,
  "tests/integration/security_test.ts": 40,
  "tests/integration/consume_test.ts": 35,
  "tests/integration/produce_test.ts": 30,
  "tests/integration/group_test.ts": 25,
};

const QUICK_SECONDS = 1, INTEGRATION_SECONDS = 12;

/** A group is as long as this, so that starting `deno test` costs little and the last ones end together. */
const GROUP_SECONDS = 20;

/** Test files that one `deno test` runs. */
export interface TestGroup {
  readonly files: readonly string[];
  /** About how long they take. */
  readonly seconds: number;
}

/** About how long a test file takes. */
export function secondsOf(file: string): number {
  return SLOW_FILES[file] ?? (file.startsWith("tests/integration/") ? INTEGRATION_SECONDS : QUICK_SECONDS);
}

/**
 * Puts test files into groups for lanes side by side, each of which takes the next group when it is free: slow files first and alone,
 * so that none of them is begun when all else is done.
 */
export function planTests(files: readonly string[]): TestGroup[] {
  const groups: { files: string[]; seconds: number }[] = [];
  const ordered = files.map((file) => ({ file, seconds: secondsOf(file) })).sort((a, b) =>
    b.seconds - a.seconds || (a.file < b.file ? -1 : 1)
  );
  for (const { file, seconds } of ordered) {
    const last = groups.at(-1);
    if (last !== undefined && last.seconds + seconds <= GROUP_SECONDS) {
      last.files.push(file);
      last.seconds += seconds;
    } else groups.push({ files: [file], seconds });
  }
  return groups;
}
