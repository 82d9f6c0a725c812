import type { Bench } from "./bench_setting.ts";
import { lakeFolder } from "./lake.ts";
import { runPeer } from "./peer.ts";
import type { Figures } from "./summary.ts";
import { measureScript, measureTask } from "./task.ts";

/** The numbers of one station, ours and those of `explore.py`, and `deno task explore` with its pages and pictures. */
export async function measureExplore(bench: Bench): Promise<Figures> {
  const cwd = await lakeFolder(bench), { signal } = bench, lake = `${cwd}/data`;
  const numbers = await measureScript("explore_numbers.ts", [lake], signal);
  const peer = await runPeer("explore.py", [lake], signal) as {
    readonly seconds: number;
    readonly cpuSeconds: number;
    readonly peakMib: number;
  };
  const whole = await measureTask(["explore"], { cwd, signal });
  return {
    "seconds, numbers": numbers.seconds,
    "seconds, numbers, Python": peer.seconds,
    "seconds over Python's": numbers.seconds / peer.seconds,
    "CPU seconds, numbers": numbers.usage.cpuSeconds,
    "CPU seconds, numbers, Python": peer.cpuSeconds,
    "CPU seconds over Python's": numbers.usage.cpuSeconds / peer.cpuSeconds,
    "peak MiB, numbers": numbers.usage.peakMib,
    "peak MiB, numbers, Python": peer.peakMib,
    "seconds, with pages and pictures": whole.seconds,
    "CPU seconds, with pages and pictures": whole.usage.cpuSeconds,
    "peak MiB, with pages and pictures": whole.usage.peakMib,
  };
}
