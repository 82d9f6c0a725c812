import { fieldIndex, type Fitted, type FittedState, LEAD_HOURS, type Target } from "../forecast/mod.ts";
import { HOUR_MS } from "../series/mod.ts";
import type { CleanMessage } from "./clean_message.ts";
import type { AlarmRow } from "./alarm_row.ts";
import type { ForecastRow } from "./forecast_row.ts";
import { initWatch, raiseAlarms, type Watch, type WatchState } from "./watch.ts";

/** A model that is served: one of a target's, by its artefact. */
export interface ServedModel {
  readonly target: Target;
  readonly name: string;
  readonly role: ForecastRow["role"];
  /** SHA-256 of its file. */
  readonly digest: string;
  readonly fitted: Fitted;
}

/** What is known of a station between two messages. Plain data: it travels in a compacted topic. */
export type StationState = {
  /** The clean offset after the last message that it includes. */
  nextOffset: number;
  /** Hour and clean offset of the readings that features look back on, oldest first. */
  window: [hourMs: number, offset: number][];
  /** By target the last observed value. */
  last: Partial<Record<Target, number>>;
  /** By the digest of a model what it knows, and what it said of the next hour. */
  models: Record<string, { fitted: FittedState; next: { hourMs: number; value: number } | null }>;
  /** Its drift detectors; null where the station is not watched. */
  watch: WatchState | null;
};

/** What makes forecasts and alarms of clean messages. */
export interface Serving {
  readonly models: readonly ServedModel[];
  /** Null where nothing is watched. */
  readonly watch: Watch | null;
}

/** What came of one clean message. */
export interface Outcome {
  readonly rows: ForecastRow[];
  readonly alarms: AlarmRow[];
}

/** A station without readings, whose detectors raise alarms from a clean offset on. */
export function initStation({ models, watch }: Serving, station: string, alarmsFromOffset = 0): StationState {
  const states = models.map(({ digest, fitted }) => [digest, { fitted: fitted.init(), next: null }]);
  return {
    nextOffset: 0,
    window: [],
    last: {},
    models: Object.fromEntries(states),
    watch: initWatch(watch, station, alarmsFromOffset),
  };
}

/** Whether a state is one of these models and detectors. */
export function fitsState({ models, watch }: Serving, station: string, state: StationState): boolean {
  const digests = models.map(({ digest }) => digest).sort().join();
  return Object.keys(state.models).sort().join() === digests &&
    (state.watch?.digest ?? null) === (watch?.station === station ? watch.digest : null);
}

/** Where a message stands in the clean topic. */
export interface CleanOrigin {
  readonly partition: number;
  readonly offset: number;
}

/**
 * Takes a station's next message, in place, and gives a row for each model, in the order of `models`, and the alarms of its detectors. What
 * follows from the same messages in the same order is the same to the bit, wherever it runs.
 */
export function forecastNext(
  { models, watch }: Serving,
  state: StationState,
  clean: CleanMessage,
  { partition, offset }: CleanOrigin,
): Outcome {
  const { stationId, hour, rawPartition, rawOffset } = clean;
  keepWindow(state, hour.ts, offset);
  const oldest = state.window[0]![1];
  const rows = models.map(({ target, name, role, digest, fitted }): ForecastRow => {
    const own = state.models[digest]!, observed = hour.values[fieldIndex(target)]!;
    const said = own.next?.hourMs === hour.ts ? own.next.value : null;
    own.fitted = fitted.update(own.fitted, hour);
    const forecast = fitted.predict(own.fitted);
    const isNew = own.fitted.hourMs === hour.ts && own.fitted.refused === null;
    if (isNew && observed !== null) state.last[target] = observed;
    const isSaid = "value" in forecast;
    // The last observed value stands in for a forecast that was refused. A late, doubled or off-hour reading is no origin: what was said of
    // the next hour stands.
    const value = isSaid ? forecast.value : isNew ? state.last[target] ?? null : null;
    if (isNew) own.next = value === null ? null : { hourMs: hour.ts + HOUR_MS, value };
    return {
      station_id: stationId,
      origin_ts: hour.ts,
      target_ts: hour.ts + HOUR_MS,
      target,
      model: name,
      role,
      model_digest: digest,
      value,
      low: isSaid ? finite(forecast.low) : null,
      high: isSaid ? finite(forecast.high) : null,
      refusal: isSaid ? null : forecast.refused,
      fallback: isSaid || value === null ? null : "persistence",
      observed,
      error: said === null || observed === null || !isNew ? null : said - observed,
      kafka_partition: partition,
      kafka_offset: offset,
      oldest_offset: oldest,
      raw_partition: rawPartition,
      raw_offset: rawOffset,
    };
  });
  state.nextOffset = offset + 1;
  // Detectors take hours in their order, each once, as models do.
  const newest = state.models[models[0]!.digest]!.fitted;
  const isOrigin = newest.hourMs === hour.ts && newest.refused === null;
  if (watch === null || state.watch === null || !isOrigin) return { rows, alarms: [] };
  return { rows, alarms: raiseAlarms(watch, state.watch, clean, rows, (target) => state.last[target] ?? null) };
}

/** Too few known errors promise no interval. */
const finite = (value: number): number | null => Number.isFinite(value) ? value : null;

/** Readings of the last week; a late one moves nothing. */
function keepWindow(state: StationState, hourMs: number, offset: number): void {
  const newest = state.window.at(-1)?.[0] ?? -Infinity;
  if (hourMs <= newest) return;
  while (state.window.length > 0 && state.window[0]![0] <= hourMs - LEAD_HOURS * HOUR_MS) state.window.shift();
  state.window.push([hourMs, offset]);
}
