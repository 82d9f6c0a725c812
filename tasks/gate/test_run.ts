import { systemClock } from "../../pipeline/common/mod.ts";
import { readJunit, type TestCase, withCrashes } from "./tally.ts";
import { TEST_PERMISSIONS } from "./test_permissions.ts";
import type { TestGroup } from "./test_plan.ts";

/** What became of a group of test files. */
export interface GroupResult {
  readonly group: TestGroup;
  readonly cases: TestCase[];
  readonly seconds: number;
  /** What `deno test` printed. */
  readonly output: string;
}

const FOLDER = "data/test";

/** Runs test files by one `deno test`. @param env of the process, besides this one's */
export async function runGroup(
  group: TestGroup,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<GroupResult> {
  const startMs = systemClock.now(), junit = `${FOLDER}/${crypto.randomUUID()}.xml`;
  await Deno.mkdir(FOLDER, { recursive: true });
  const args = ["test", "--no-check", "--frozen", ...TEST_PERMISSIONS, `--junit-path=${junit}`, ...group.files];
  const { code, stdout, stderr } = await new Deno.Command("deno", { args, env, stdin: "null", signal }).output();
  signal.throwIfAborted();
  const xml = await Deno.readTextFile(junit).catch(unlessAbsent);
  await Deno.remove(junit).catch(unlessAbsent);
  return {
    group,
    cases: withCrashes(group.files, readJunit(xml ?? ""), code),
    seconds: (systemClock.now() - startMs) / 1000,
    output: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join(""),
  };
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** The broker that test files share, as a process of its own. */
export interface SharedBroker {
  readonly address: string;
  /** Stops it, and its process; resolves when both are gone. */
  stop(): Promise<void>;
}

/** Starts the broker that test files find by `TEST_KAFKA`. It stops when this process ends, however it does. */
export async function startSharedBroker(): Promise<SharedBroker> {
  const child = new Deno.Command("deno", {
    args: ["run", "--no-check", "--frozen", ...TEST_PERMISSIONS, "tests/support/shared_broker.ts"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: address, done } = await reader.read();
  if (done) throw new Error(`Cannot run the tests as the broker that they share ended: ${await stderr}`);
  return {
    address: address.trim(),
    async stop() {
      await child.stdin.close();
      await reader.cancel();
      await Promise.all([child.status, stderr]);
    },
  };
}

/**
 * Runs jobs in lanes side by side, in their order, and hands over each result when it is there.
 *
 * @param lanes how many jobs run at a time
 */
export async function* inLanes<T>(jobs: readonly (() => Promise<T>)[], lanes: number): AsyncGenerator<T> {
  const waiting = [...jobs];
  const running = new Map<Promise<T>, Promise<{ self: Promise<T>; result: T }>>();
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < lanes && waiting.length > 0) {
      const job = waiting.shift()!();
      const ended = job.then((result) => ({ self: job, result }));
      ended.catch(() => {}); // of several that fail, the first is reported
      running.set(job, ended);
    }
    const { self, result } = await Promise.race(running.values());
    running.delete(self);
    yield result;
  }
}
