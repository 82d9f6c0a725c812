/**
 * Forecasts on the stream: clean messages become forecasts of the next hour, each exactly once, by the same `update` and `predict` as in
 * a backtest; and alarms of drift, by the same detectors as in `deno task drift`.
 *
 * @module
 */
export { type ForecastEffects, type ForecastRunOptions, runForecasts } from "./run.ts";
export { forecastStage, type ForecastStageOptions, type ForecastSummary } from "./stage.ts";
export { encodeForecast, type ForecastRow, readForecasts, type RowRefusal } from "./forecast_row.ts";
export { type CleanMessage, readClean } from "./clean_message.ts";
export { type AlarmRow, encodeAlarm, readAlarms } from "./alarm_row.ts";
export {
  forecastNext,
  initStation,
  type Outcome,
  type ServedModel,
  type Serving,
  type StationState,
} from "./station.ts";
export { serveWatch, type Watch, watchOf } from "./watch.ts";
export { type ForecastMemory, type MemorySource, restoreMemory } from "./memory.ts";
export { loadByDigest, loadServed, type ServedChoice } from "./load_models.ts";
export { changeModelIndex, keepChampion, keepChampions, readChampion, readModelIndex } from "./registry.ts";
export { silverByOrigin } from "./silver_by_origin.ts";
export { type ProveForecastOptions, proveForecastRun } from "./prove_run.ts";
export type { AlarmEvidence } from "./prove_alarms.ts";
export { type ForecastEvidence, type ForecastProof, proveForecasts } from "./prove.ts";
export { type ForecastQuery, type TracedForecast, type TracedInput, traceForecasts } from "./trace.ts";
