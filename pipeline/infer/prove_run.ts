import { type Kafka, readTopic } from "../broker/mod.ts";
import type { LakeAt } from "../lake/mod.ts";
import { loadByDigest } from "./load_models.ts";
import { type ForecastProof, proveForecasts } from "./prove.ts";
import type { AlarmEvidence } from "./prove_alarms.ts";
import { readAlarms } from "./alarm_row.ts";
import { readForecasts } from "./forecast_row.ts";
import { silverByOrigin } from "./silver_by_origin.ts";
import type { StationState } from "./station.ts";
import { servedWatches } from "./watch.ts";

/** Which lake and which topics are compared. */
export interface ProveForecastOptions {
  readonly lake: LakeAt;
  /** The folder below which the models are. */
  readonly outDir: string;
  readonly cleanTopic: string;
  readonly forecastTopic: string;
  readonly stateTopic: string;
  readonly alarmTopic: string;
}

/**
 * Proves the forecasts of a lake against the topics and the models' files; null where the lake has none.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_mismatch`, `model_mismatch`
 */
export async function proveForecastRun(kafka: Kafka, options: ProveForecastOptions): Promise<ForecastProof | null> {
  const { lake, outDir, cleanTopic, forecastTopic } = options;
  const rows = await readForecasts(lake);
  if (rows.length === 0) return null;
  return await proveForecasts({
    clean: (take) => readTopic(kafka, cleanTopic, take),
    forecasts: (take) => readTopic(kafka, forecastTopic, take),
    rows,
    silver: await silverByOrigin(lake),
    models: await loadByDigest(outDir, new Set(rows.map(({ model_digest }) => model_digest))),
    alarms: await alarmEvidence(kafka, options),
  });
}

async function alarmEvidence(
  kafka: Kafka,
  { lake, outDir, stateTopic, alarmTopic }: ProveForecastOptions,
): Promise<AlarmEvidence | null> {
  const rows = await readAlarms(lake), watches = await servedWatches(outDir);
  if (rows.length === 0 && watches.length === 0) return null;
  const current = await currentWatch(kafka, stateTopic, new Set(watches.map(({ station }) => station)));
  return { messages: (take) => readTopic(kafka, alarmTopic, take), rows, watches, current };
}

/** Which watchlist the forecaster uses now, and since where, by the newest state of its station. */
async function currentWatch(
  kafka: Kafka,
  stateTopic: string,
  stations: ReadonlySet<string>,
): Promise<AlarmEvidence["current"]> {
  let current: AlarmEvidence["current"] = null;
  await readTopic(kafka, stateTopic, (messages) => {
    for (const { key, value } of messages) {
      if (value === null || key === null || !stations.has(new TextDecoder().decode(key))) continue;
      const state = (JSON.parse(new TextDecoder().decode(value)) as StationState).watch;
      if (state !== null) current = { digest: state.digest, fromOffset: state.fromOffset };
    }
  });
  return current;
}
