import { type Kafka, readTopic } from "../broker/mod.ts";
import { loadByDigest } from "./load_models.ts";
import { type ForecastProof, proveForecasts } from "./prove.ts";
import type { AlarmEvidence } from "./prove_alarms.ts";
import { readAlarms } from "./read_alarms.ts";
import { readForecasts, silverByOrigin } from "./read_rows.ts";
import type { StationState } from "./station.ts";
import { loadWatch, type Watch } from "./watch.ts";

/** Which lake and which topics are compared. */
export interface ProveForecastOptions {
  readonly lakeDir: string;
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
  const { lakeDir, cleanTopic, forecastTopic } = options;
  const rows = await readForecasts(lakeDir);
  if (rows.length === 0) return null;
  return await proveForecasts({
    clean: (take) => readTopic(kafka, cleanTopic, take),
    forecasts: (take) => readTopic(kafka, forecastTopic, take),
    rows,
    silver: await silverByOrigin(lakeDir),
    models: await loadByDigest(lakeDir, new Set(rows.map(({ model_digest }) => model_digest))),
    alarms: await alarmEvidence(kafka, options),
  });
}

async function alarmEvidence(
  kafka: Kafka,
  { lakeDir, stateTopic, alarmTopic }: ProveForecastOptions,
): Promise<AlarmEvidence | null> {
  const rows = await readAlarms(lakeDir), watch = await loadWatch(lakeDir);
  const fromOffset = watch === null ? null : await firstWatched(kafka, stateTopic, watch);
  if (rows.length === 0 && fromOffset === null) return null;
  return { messages: (take) => readTopic(kafka, alarmTopic, take), rows, watch, fromOffset };
}

/** Where the forecaster began to use a watchlist, by the newest state of its station; null where it never did. */
async function firstWatched(kafka: Kafka, stateTopic: string, watch: Watch): Promise<number | null> {
  let fromOffset: number | null = null;
  await readTopic(kafka, stateTopic, (messages) => {
    for (const { key, value } of messages) {
      if (value === null || key === null || new TextDecoder().decode(key) !== watch.station) continue;
      const state = (JSON.parse(new TextDecoder().decode(value)) as StationState).watch;
      fromOffset = state?.digest === watch.digest ? state.fromOffset : null;
    }
  });
  return fromOffset;
}
