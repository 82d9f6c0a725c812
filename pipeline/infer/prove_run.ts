import { type Kafka, readTopic } from "../broker/mod.ts";
import { loadByDigest } from "./load_models.ts";
import { type ForecastProof, proveForecasts } from "./prove.ts";
import { readForecasts, silverByOrigin } from "./read_rows.ts";

/** Which lake and which topics are compared. */
export interface ProveForecastOptions {
  readonly lakeDir: string;
  readonly cleanTopic: string;
  readonly forecastTopic: string;
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
  });
}
