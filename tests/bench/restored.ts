import { recreateTopics } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench } from "./bench_setting.ts";
import { trainedLake } from "./lake.ts";
import type { Figures } from "./summary.ts";
import { measureScript, runScript, textOf } from "./task.ts";

/** Stations of a large network, unless the bench is given another number. */
const STATIONS = 10_000;

const loaded = new WeakMap<BenchBroker, Promise<{ stateBytes: number }>>();

/** What a forecaster does at a takeover of 10,000 stations: `restore.ts` on topics filled by `restore_load.ts`. */
export async function measureRestore(bench: Bench, broker: BenchBroker): Promise<Figures> {
  const { signal, stations = STATIONS } = bench, { address, kafka } = broker;
  const cwd = await trainedLake(bench),
    args = [address, "bench.states", "bench.restore", `${cwd}/data`, String(stations)];
  const load = async () => {
    bench.log.info("loading states", { stations });
    for (const topic of ["bench.states", "bench.restore"]) await recreateTopics(kafka, [topic], [], 1);
    return JSON.parse(await runScript("restore_load.ts", args, signal, [KEEPS_SERVED]));
  };
  let loading = loaded.get(broker);
  if (loading === undefined) loaded.set(broker, loading = load());
  const { stateBytes } = await loading;
  const run = await measureScript("restore.ts", args, signal, [...STREAMING, KEEPS_SERVED]);
  const { restoreSeconds, stations: found, whole } = JSON.parse(textOf(run));
  if (found !== stations || whole !== stations) {
    throw new PipelineError(
      "not_conserved",
      `Cannot count this run as a measurement: expected ${stations} stations, got ${found}, ${whole} of them up to the end`,
    );
  }
  return {
    "seconds to restore": restoreSeconds,
    "CPU seconds": run.usage.cpuSeconds,
    "peak MiB": run.usage.peakMib,
    "bytes of a state": stateBytes,
  };
}

/** What is loaded is kept as served, in the lake. */
const KEEPS_SERVED = "--allow-write";

/** As the task `forecast` runs. */
const STREAMING = ["--v8-flags=--max-semi-space-size=8,--heap-growing-percent=150"];
