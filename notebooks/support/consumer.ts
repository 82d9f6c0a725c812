import { readBounds, readCommitted } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { openFiles } from "../../pipeline/lake/mod.ts";
import { DEFAULT_RULE_SET } from "../../pipeline/reading/mod.ts";
import { consume, type ConsumeProgress } from "../../pipeline/silver/mod.ts";
import { taskLine } from "../../tasks/process/task_line.ts";
import type { World } from "./world.ts";

/** A consumer that works while cells run. */
export interface Consumer {
  /** Lets it commit all that is in the raw topic and end. */
  finish(): Promise<ConsumeProgress>;
}

/** Starts a consumer in this kernel; it goes on until told. */
export function startConsumer(world: World, onProgress: (progress: ConsumeProgress) => void = () => {}): Consumer {
  const { topics, group, lakeDir, kafka } = world;
  const stop = new AbortController();
  const forward = (topic: string) => ({ topic, partitions: 3 });
  const consuming = consume({
    groupId: group,
    topic: topics.raw,
    lake: openFiles(lakeDir),
    rules: DEFAULT_RULE_SET,
    forward: { clean: forward(topics.clean), deadLetters: forward(topics.deadLetters) },
    limits: { rows: 10_000, bytes: 32_000_000, ageMs: 500 },
    untilEnd: false,
    sessionTimeoutMs: 10_000,
    outageTimeoutMs: 60_000,
  }, { kafka, clock: systemClock, signal: stop.signal, onProgress, log: () => {} });
  consuming.catch(() => {}); // told by finish()
  return {
    async finish() {
      await Promise.race([untilCommitted(world), consuming]);
      stop.abort();
      return await consuming;
    },
  };
}

/** A consumer that is a process of its own, as `deno task consume` is. */
export interface ConsumerProcess {
  pid: number;
  /** Ends it at once, as a power cut would: SIGKILL, which no process can answer. */
  kill(): Promise<void>;
  /** Lets it commit all that is in the raw topic and end. */
  finish(): Promise<void>;
}

/** Starts a consumer as a process of its own. It ends with this kernel. */
export function spawnConsumer(world: World): ConsumerProcess {
  const { topics, group } = world;
  const own = ["--in-topic", topics.raw, "--out-topic", topics.clean, "--dlq-topic", topics.deadLetters];
  return spawnTask(world, "consume", ["--group-id", group, ...own], () => untilCommitted(world));
}

/**
 * Starts a task that works on a topic as a process of its own. It ends with this kernel.
 *
 * @param untilDone resolves when the task has committed all that there is
 */
export function spawnTask(
  { lakeDir, broker }: World,
  task: string,
  flags: readonly string[],
  untilDone: () => Promise<void>,
): ConsumerProcess {
  const cwd = `${broker.dataDir}/..`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...taskLine(task, cwd),
      ...["--bootstrap", broker.brokers.join(","), "--out-dir", lakeDir, ...flags],
      ...["--flush-interval", "200ms", "--session-timeout", "6s", "--while-stdin"],
    ],
    cwd,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    pid: child.pid,
    async kill() {
      child.kill("SIGKILL");
      await child.status;
    },
    async finish() {
      await Promise.race([untilDone(), child.status]);
      await child.stdin.close();
      const { code } = await child.status;
      if (code !== 0) {
        throw new Error(`Cannot continue as ${task} ended with status ${code}: see data/logs/${task}.jsonl`);
      }
    },
  };
}

/** How far the group is: what it has committed of what the raw topic holds. */
export const readProgress = (world: World): Promise<{ messages: number; committed: number }> =>
  progressOf(world, world.group, world.topics.raw);

/** How far a group is in a topic. */
export async function progressOf(
  { kafka }: World,
  group: string,
  topic: string,
): Promise<{ messages: number; committed: number }> {
  const [bounds, committed] = await Promise.all([readBounds(kafka, topic), readCommitted(kafka, group, topic)]);
  let all = 0, done = 0;
  for (const [partition, { low, high }] of bounds) {
    all += high - low;
    done += (committed.get(partition) ?? low) - low;
  }
  return { messages: all, committed: done };
}

/** Waits until the group has committed so many messages; all that are there, unless said. */
export async function untilCommitted(world: World, messages?: number): Promise<void> {
  for (;;) {
    const progress = await readProgress(world);
    if (progress.committed >= (messages ?? progress.messages)) return;
    await systemClock.sleep(100);
  }
}
