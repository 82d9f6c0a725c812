import type { Bench } from "./bench_setting.ts";
import { lakeFolder } from "./lake.ts";
import { runPeer } from "./peer.ts";
import type { Figures } from "./summary.ts";
import { measureTask } from "./task.ts";

/** One target: the others are the same work again. */
const TARGET = "co_gt", CUT = "2004-12-31T23:00";

/** All but the networks, for which the Python side would need another library. */
const MODELS = "persistence,seasonal_naive,ols,ridge,forest,forest_change,boosting,boosting_change,xgboost,sarima";

/** What `models.py` says of itself; by model the microseconds of one call of `predict` and the MAE after the cut. */
export interface ModelsPeer {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
  readonly forecastUs: Readonly<Record<string, number>>;
  readonly mae: Readonly<Record<string, number>>;
}

/** Training and evaluation of one target, beside `models.py`: whole processes, one after the other. */
export async function measureModels(bench: Bench): Promise<Figures> {
  const cwd = await lakeFolder(bench), { signal } = bench, options = { cwd, signal };
  const train = await measureTask(["train", "--cut", CUT, "--targets", TARGET, "--models", MODELS], options);
  const evaluate = await measureTask(["evaluate"], options);
  const peer = await runPeer("models.py", [`${cwd}/data`, TARGET, CUT], signal) as ModelsPeer;
  const reports = `${cwd}/reports/models`;
  const { costs } = JSON.parse(await Deno.readTextFile(`${reports}/made.json`));
  const { targets } = JSON.parse(await Deno.readTextFile(`${reports}/models.json`));
  const ours: ModelsPeer = {
    seconds: train.seconds + evaluate.seconds,
    cpuSeconds: train.usage.cpuSeconds + evaluate.usage.cpuSeconds,
    peakMib: Math.max(train.usage.peakMib, evaluate.usage.peakMib),
    forecastUs: Object.fromEntries(
      costs.map(({ model, forecastUs }: { model: string; forecastUs: number }) => [model, forecastUs]),
    ),
    mae: Object.fromEntries(
      Object.entries<{ mae: number }>(targets[TARGET].models).map(([model, { mae }]) => [model, mae]),
    ),
  };
  return modelFigures(ours, peer);
}

/** Ours beside theirs. Errors are compared, too: a time is worth nothing where the work was another. */
export function modelFigures(ours: ModelsPeer, peer: ModelsPeer): Figures {
  const both = Object.keys(peer.forecastUs).filter((model) => model in ours.forecastUs);
  const times = both.map((model) => peer.forecastUs[model]! / ours.forecastUs[model]!);
  const differences = Object.keys(peer.mae).map((model) => 100 * Math.abs(ours.mae[model]! / peer.mae[model]! - 1));
  return {
    "seconds": ours.seconds,
    "seconds, Python": peer.seconds,
    "seconds over Python's": ours.seconds / peer.seconds,
    "CPU seconds": ours.cpuSeconds,
    "CPU seconds, Python": peer.cpuSeconds,
    "CPU seconds over Python's": ours.cpuSeconds / peer.cpuSeconds,
    "peak MiB": ours.peakMib,
    "peak MiB of a process, Python": peer.peakMib,
    ...Object.fromEntries(both.flatMap((model, i) => [
      [`µs a forecast, ${model}`, ours.forecastUs[model]!],
      [`µs a forecast, ${model}, Python`, peer.forecastUs[model]!],
      [`forecasts a second over Python's, ${model}`, times[i]!],
    ])),
    "forecasts a second over Python's, lowest": Math.min(...times),
    "largest difference of an MAE, %": Math.max(...differences),
  };
}
