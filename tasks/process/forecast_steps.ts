import { dirname } from "node:path";
import type { Kafka } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { type ForecastProof, proveForecastRun } from "../../pipeline/infer/mod.ts";
import { formatTimestamp } from "../../pipeline/reading/mod.ts";
import { lakeOf } from "../options/lake.ts";
import { runChildTask } from "./child_task.ts";

/** What the steps from silver to forecasts are given. */
export interface ForecastSteps {
  readonly bootstrap: readonly string[];
  readonly cleanTopic: string;
  readonly forecastTopic: string;
  readonly stateTopic: string;
  readonly alarmTopic: string;
  readonly compression: string;
  readonly forecastGroupId: string;
  readonly outDir: string;
  /** The lake if it is not in `outDir`, as its flag says it. */
  readonly lake: string | undefined;
  /** Folder of the quality report: those of models and drift stand beside it. */
  readonly reportDir: string;
  readonly stationId: string;
  /** The last hour that models learn from. */
  readonly cut: number;
  readonly models: readonly string[];
  readonly signal: AbortSignal;
  /** Called at the end of a step with the seconds that it took. */
  onStep(name: string, seconds: number): void;
}

/** What came of it. */
export interface ForecastOutcome {
  /** Null where the run was ended early. */
  readonly proof: ForecastProof | null;
  /** The pages, in the order to read them in. */
  readonly reports: readonly string[];
}

/** Trains the models on silver. It needs no broker, so it may run beside the proof. */
export function trainStep(steps: ForecastSteps): Promise<void> {
  const { stationId, cut, models } = steps;
  const chosen = ["--station", stationId, "--cut", formatTimestamp(cut), "--models", models.join()];
  return timed(steps, "train", [...placeOf(steps), ...chosen]);
}

/** Forecasts all clean readings and proves it; beside it the trained models are evaluated, and drift is studied. */
export async function forecastSteps(kafka: Kafka, steps: ForecastSteps): Promise<ForecastOutcome> {
  const { bootstrap, forecastGroupId, outDir, stationId, cut } = steps, place = placeOf(steps);
  const reports = dirname(steps.reportDir), models = `${reports}/models`, drift = `${reports}/drift`;
  const topics = [
    ...["--clean-topic", steps.cleanTopic, "--forecast-topic", steps.forecastTopic],
    ...["--state-topic", steps.stateTopic, "--alarm-topic", steps.alarmTopic],
  ];
  const proving = async () => {
    const broker = ["--bootstrap", bootstrap.join(","), "--group-id", forecastGroupId];
    const how = ["--compression", steps.compression, "--until-end", "--metrics-port", "off"];
    await timed(steps, "forecast", [...broker, ...topics, ...place, ...how]);
    return steps.signal.aborted
      ? null
      : await proveForecastRun(kafka, { ...steps, lake: lakeOf({ lake: steps.lake, outDir }) });
  };
  const [proof] = await Promise.all([
    proving(),
    timed(steps, "evaluate", [...place, "--report-dir", models]),
    timed(steps, "drift", [
      ...[...place, "--report-dir", drift, "--station", stationId, "--cut", formatTimestamp(cut)],
    ]),
  ]);
  return { proof, reports: [`${models}/index.html`, `${drift}/index.html`] };
}

const placeOf = ({ outDir, lake }: ForecastSteps) =>
  lake === undefined ? ["--out-dir", outDir] : ["--out-dir", outDir, "--lake", lake];

async function timed(steps: ForecastSteps, name: string, flags: string[]): Promise<void> {
  const startMs = systemClock.now();
  await runChildTask(name, flags, steps.signal);
  steps.onStep(name, (systemClock.now() - startMs) / 1000);
}
