import type { Refusal, Target } from "../forecast/mod.ts";
import { FORECASTS, type LakeAt } from "../lake/mod.ts";
import { encodeRow, readRows } from "./row_columns.ts";
import { RowTable } from "./row_table.ts";

/** Why there is no forecast of the model; beside the model's own reasons, that the message was not a clean reading. */
export type RowRefusal = Refusal | "not_a_clean_reading";

/**
 * What one model said of one target at one clean message: a row of the table `forecasts`, and a message of the topic. Each clean message
 * has exactly one for each target and model that is served.
 */
export interface ForecastRow {
  /** Null where the message was not a clean reading, as are the times. */
  readonly station_id: string | null;
  /** The hour of the reading, and the hour that is forecast: milliseconds since 1970-01-01 UTC. */
  readonly origin_ts: number | null;
  readonly target_ts: number | null;
  readonly target: Target;
  readonly model: string;
  /** The champion's forecasts are the ones to act on; challengers run beside it. */
  readonly role: "champion" | "challenger";
  /** SHA-256 of the model's file. */
  readonly model_digest: string;
  /** The forecast and its interval, in the unit of the target; null where the model has none. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why the model gave no forecast; null where it did. */
  readonly refusal: RowRefusal | null;
  /** `persistence` where the last observed value stands in for a forecast that was refused; then there is no interval. */
  readonly fallback: "persistence" | null;
  /** The target's value in this reading; null where it is missing. */
  readonly observed: number | null;
  /** The forecast that was made for this hour, less `observed`; null where either is missing. */
  readonly error: number | null;
  /** Where the clean message stands, and the oldest one that the model's features look back on. */
  readonly kafka_partition: number;
  readonly kafka_offset: number;
  readonly oldest_offset: number;
  /** Where the reading stands in the raw topic and in silver; null where the message was not a clean reading. */
  readonly raw_partition: number | null;
  readonly raw_offset: number | null;
}

/** The value of a message of the forecasts topic: JSON with keys in one order, times as RFC 3339. */
export const encodeForecast = (row: ForecastRow): string => encodeRow(row, FORECASTS);

/** Rows of the table `forecasts` to be. */
export const forecastTable = (): RowTable<ForecastRow> =>
  new RowTable<ForecastRow>(FORECASTS, ({ target_ts }) => target_ts);

/**
 * The rows of the table `forecasts`, in the order of partitions and offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of it is damaged
 * @example
 * ```ts
 * import { readForecasts } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await readForecasts("no such folder"), []);
 * ```
 */
export const readForecasts = (lake: LakeAt): Promise<ForecastRow[]> => readRows<ForecastRow>(lake, FORECASTS);
