import type { ForecastSummary } from "../../pipeline/infer/mod.ts";
import type { RunProgress } from "../../pipeline/sink/mod.ts";
import { count } from "./progress_text.ts";

/** Committed forecasts so far. */
export type ForecastTally = {
  -readonly [Key in keyof Pick<ForecastSummary, "forecasts" | "refused" | "fallbacks" | "alarms">]: number;
};

/** One line of what a forecaster has committed. */
export function forecastLine({ forecasts, refused, fallbacks, alarms }: ForecastTally, { files }: RunProgress): string {
  return `forecast: ${count(forecasts)} committed in ${count(files)} files; ${count(refused)} refused, ` +
    `${count(fallbacks)} of them replaced by the last observed value; ${count(alarms)} drift alarms`;
}
