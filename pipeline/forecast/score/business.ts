import { NO2_HOURLY_LIMIT } from "../../reading/mod.ts";
import type { Scored } from "../backtest.ts";
import { forecastOf } from "./scores.ts";

/** Warnings of an hour over the limit, made an hour before. */
export interface Warnings {
  /** Over the limit, and forecast so. */
  readonly hits: number;
  /** Over the limit, not forecast. */
  readonly misses: number;
  /** Forecast, not over the limit. */
  readonly false_alarms: number;
  readonly quiet: number;
}

/** Warnings of "NO2 over 200 µg/m³ in the next hour" (EU directive 2008/50/EC, hourly limit value). */
export function no2Warnings(rows: readonly Scored[]): Warnings {
  const warnings = { hits: 0, misses: 0, false_alarms: 0, quiet: 0 };
  for (const { value, actual } of forecastOf(rows)) {
    const warned = value > NO2_HOURLY_LIMIT, over = actual > NO2_HOURLY_LIMIT;
    warnings[over ? warned ? "hits" : "misses" : warned ? "false_alarms" : "quiet"]++;
  }
  return warnings;
}
