import { autocorrelation, ljungBox } from "../../stats/mod.ts";
import { HOUR_MS } from "../../series/mod.ts";
import type { Scored } from "../backtest.ts";
import { forecastOf } from "./scores.ts";

/** What is left in the errors that a better model could have used. */
export interface Residuals {
  /** Autocorrelation at lags of 1 to 48 hours, gaps kept. */
  readonly acf: (number | null)[];
  /** Ljung and Box over 24 lags, gaps closed up: a p of nearly 0 says that errors follow each other. */
  readonly ljung_box: { readonly statistic: number; readonly p: number } | null;
}

const ACF_LAGS = 48, TEST_LAGS = 24;

export function residualsOf(all: readonly Scored[]): Residuals {
  const rows = forecastOf(all);
  if (rows.length === 0) return { acf: [], ljung_box: null };
  const firstMs = rows[0]!.ms, hours = (rows.at(-1)!.ms - firstMs) / HOUR_MS + 1;
  const series = new Float64Array(hours).fill(NaN);
  for (const { ms, value, actual } of rows) series[(ms - firstMs) / HOUR_MS] = actual - value;
  const test = ljungBox(Float64Array.from(rows, ({ value, actual }) => actual - value), TEST_LAGS);
  return {
    acf: Array.from(autocorrelation(series, ACF_LAGS), (value) => Number.isNaN(value) ? null : value),
    ljung_box: test === null ? null : { statistic: test.statistic, p: test.p },
  };
}
