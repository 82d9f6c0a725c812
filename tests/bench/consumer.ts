import type { ConsumeProgress } from "../../pipeline/silver/mod.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench, Setting } from "./bench_setting.ts";
import type { TimedLine } from "./program.ts";
import { requireProven } from "./proven.ts";
import type { Figures } from "./summary.ts";
import { measureTask } from "./task.ts";
import { together } from "./together.ts";

/**
 * The consumers of a group alone, from the start of their processes to the end of the last: to Parquet and, with `forward`, to the clean
 * and the dead-letter topic. Proven after it.
 */
export async function measureConsumers(
  { folder, signal }: Bench,
  broker: BenchBroker,
  setting: Setting,
): Promise<Figures> {
  const { rows, consumers } = setting;
  const rawTopic = await broker.rawTopic(setting);
  const forward = setting.forward
    ? { clean: await broker.emptyTopic("clean"), dead: await broker.emptyTopic("dlq") }
    : null;
  const lakeDir = `${folder}/lake`;

  const flags = ["--bootstrap", broker.address, "--group-id", `bench-${crypto.randomUUID()}`, "--out-dir", lakeDir];
  const out = forward === null ? ["--no-forward"] : ["--out-topic", forward.clean, "--dlq-topic", forward.dead];
  const line = ["consume", ...flags, "--in-topic", rawTopic, ...out, "--until-end", "--json"] as const;
  const consume = (signal: AbortSignal) => measureTask(line, { cwd: folder, signal });
  const runs = await together(signal, Array.from({ length: consumers }, () => consume));
  await requireProven({ folder, flags, rawTopic, forward, rows, signal });
  await Deno.remove(lakeDir, { recursive: true });

  const seconds = Math.max(...runs.map((run) => run.seconds));
  return {
    "seconds": seconds,
    "rows/s": rows / seconds,
    "rows/s once it reads": workingRate(runs.map(({ lines }) => lines)),
    "CPU seconds": runs.reduce((sum, { usage }) => sum + usage.cpuSeconds, 0),
    "peak MiB": Math.max(...runs.map(({ usage }) => usage.peakMib)),
    "loading ms": Math.max(...runs.map(({ usage }) => usage.loadingMs)),
    "longest stall ms": Math.max(...runs.map(({ usage }) => usage.longestStallMs)),
  };
}

/**
 * Rows a second from when each of the consumers has had its first rows to the last commit: without start, joining the group, rebalancing
 * and leaving it. Not a number where one of them came too late to have any.
 *
 * @param outputs the progress that each consumer printed
 */
export function workingRate(outputs: readonly (readonly TimedLine[])[]): number {
  const runs = outputs.map((lines) =>
    lines.map(({ atMs, text }) => ({ atMs, ...JSON.parse(text) as ConsumeProgress }))
  );
  const startMs = Math.max(...runs.map((run) => run[0]!.atMs)),
    endMs = Math.max(...runs.map((run) => run.at(-1)!.atMs));
  const rows = runs.map((run) => {
    const start = run.findLast(({ atMs }) => atMs <= startMs)!;
    // What a member had read and not committed when another one came, it reads again.
    const before = start === run[0] ? start.tally.accepted + start.tally.rejected : start.committedRows;
    return run.at(-1)!.committedRows - before;
  });
  return rows.reduce((sum, each) => sum + each, 0) / ((endMs - startMs) / 1000);
}
