import { recreateTopics } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { taskLine } from "../../tasks/process/task_line.ts";
import { type ConsumerProcess, progressOf, spawnTask } from "./consumer.ts";
import type { World } from "./world.ts";

/** The topics of a world's forecasters, and their group. */
export interface Forecasting {
  forecastTopic: string;
  stateTopic: string;
  alarmTopic: string;
  group: string;
}

/** Makes the topics of forecasters, empty. */
export async function openForecasting({ kafka, group, forecasters }: World): Promise<Forecasting> {
  const [forecastTopic, stateTopic, alarmTopic] = [`${group}.forecasts`, `${group}.states`, `${group}.alarms`];
  const states = { name: stateTopic, config: { "cleanup.policy": "compact" } };
  await recreateTopics(kafka, [forecastTopic, states, alarmTopic], []);
  return { forecastTopic, stateTopic, alarmTopic, group: forecasters };
}

/** Runs `deno task train` on the lake of a world, to its end. */
export async function trainModels({ lakeDir, broker }: World, flags: readonly string[]): Promise<void> {
  const cwd = `${broker.dataDir}/..`;
  const args = [...taskLine("train", cwd), "--out-dir", lakeDir, ...flags];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd, stdin: "null" }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).split("\n");
  throw new Error(`Cannot train: ${lines.slice(lines.findLastIndex((line) => line.startsWith("error:"))).join(" ")}`);
}

/** Starts a forecaster as a process of its own, as `deno task forecast` is. It ends with this kernel. */
export function spawnForecaster(world: World, forecasting: Forecasting): ConsumerProcess {
  const { forecastTopic, stateTopic, alarmTopic, group } = forecasting;
  const topics = ["--forecast-topic", forecastTopic, "--state-topic", stateTopic, "--alarm-topic", alarmTopic];
  const flags = [
    "--clean-topic",
    world.topics.clean,
    ...topics,
    "--group-id",
    group,
    "--batch-size",
    "200",
    "--metrics-port",
    "off",
  ];
  return spawnTask(world, "forecast", flags, () => untilForecast(world, forecasting));
}

/** How far the forecasters are in the clean topic. */
export const readForecastProgress = (world: World, { group }: Forecasting) =>
  progressOf(world, group, world.topics.clean);

/** Waits until the forecasters have committed so many offsets; all that are there, unless said. */
export async function untilForecast(world: World, forecasting: Forecasting, offsets?: number): Promise<void> {
  for (;;) {
    const progress = await readForecastProgress(world, forecasting);
    if (progress.committed >= (offsets ?? progress.messages)) return;
    await systemClock.sleep(100);
  }
}
