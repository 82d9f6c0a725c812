import { FORECASTS } from "../lake/mod.ts";
import type { IncomingMessage, OutgoingMessage } from "../records/mod.ts";
import { type EncodedSend, encodeSends } from "../records/mod.ts";
import type { Stage, StageBatch } from "../sink/mod.ts";
import { readClean } from "./clean_message.ts";
import { encodeForecast, type ForecastRow } from "./forecast_row.ts";
import { type ForecastMemory, type MemorySource, restoreMemory } from "./memory.ts";
import { forecastNext, initStation, type ServedModel } from "./station.ts";
import { forecastTable } from "./tables.ts";

/** How clean messages become forecasts. */
export interface ForecastStageOptions {
  readonly models: readonly ServedModel[];
  /** Has the same number of partitions as the clean topic, as has the topic of states. */
  readonly forecastTopic: string;
  readonly stateTopic: string;
  readonly source: MemorySource;
}

/** What metrics want to know of a committed batch. */
export interface ForecastSummary {
  readonly forecasts: number;
  readonly refused: number;
  readonly fallbacks: number;
}

/** A station's state is stored after so many messages of it: it is some 20 kB, and those since are taken again at a takeover. */
const STORE_EVERY_MESSAGES = 24;
/** A station that is seldom heard of is stored once its newest state is so far back. */
const STORE_EVERY_OFFSETS = 50_000;

/**
 * Stage 2: clean messages become forecasts of the next hour, in a table and a topic. Its memory is what the models know of each station;
 * it travels in a compacted topic, written in the transaction that commits the offset.
 */
export function forecastStage(options: ForecastStageOptions): Stage<ForecastMemory, ForecastSummary> {
  const { models, source } = options;
  return {
    version: models.map(({ digest }) => digest.slice(0, 12)).join("+"),
    tables: [FORECASTS],
    restore: ({ partition, nextOffset }) => restoreMemory(source, models, partition, nextOffset),
    openBatch: () => new ForecastBatch(options),
  };
}

class ForecastBatch implements StageBatch<ForecastMemory, ForecastSummary> {
  readonly #options: ForecastStageOptions;
  readonly #rows: ForecastRow[] = [];
  /** Stations that the batch has messages of. */
  readonly #stations = new Set<string>();
  #memory: ForecastMemory | null = null;
  #partition = 0;

  constructor(options: ForecastStageOptions) {
    this.#options = options;
  }

  take(message: IncomingMessage, memory: ForecastMemory): void {
    const { models } = this.#options, clean = readClean(message);
    this.#memory = memory;
    this.#partition = message.partition;
    if (clean === null) return void this.#rows.push(...models.map((model) => notClean(model, message)));
    let state = memory.stations.get(clean.stationId);
    if (state === undefined) memory.stations.set(clean.stationId, state = initStation(models));
    this.#rows.push(...forecastNext(models, state, clean, message));
    this.#stations.add(clean.stationId);
  }

  /** The states are made here and now: the next batch changes them while this one is committed. */
  sends(): Iterable<EncodedSend> {
    const { forecastTopic, stateTopic } = this.#options, partition = this.#partition;
    const forecasts = this.#rows.map((row): OutgoingMessage => ({ key: row.station_id, value: encodeForecast(row) }));
    const states = this.#statesToStore();
    return [
      ...encodeSends(forecastTopic, () => partition, forecasts),
      ...encodeSends(stateTopic, () => partition, states),
    ];
  }

  #statesToStore(): OutgoingMessage[] {
    const memory = this.#memory;
    if (memory === null) return [];
    const states: OutgoingMessage[] = [];
    for (const station of this.#stations) {
      const state = memory.stations.get(station)!;
      const stored = memory.stored.get(station);
      const isDue = stored === undefined || state.nextOffset - stored >= STORE_EVERY_OFFSETS ||
        state.window.filter(([, offset]) => offset >= stored).length >= STORE_EVERY_MESSAGES;
      if (!isDue) continue;
      memory.stored.set(station, state.nextOffset);
      states.push({ key: station, value: JSON.stringify(state) });
    }
    return states;
  }

  tables() {
    return [forecastTable(this.#rows)];
  }

  summary(): ForecastSummary {
    const refused = this.#rows.filter(({ refusal }) => refusal !== null).length;
    const fallbacks = this.#rows.filter(({ fallback }) => fallback !== null).length;
    return { forecasts: this.#rows.length, refused, fallbacks };
  }

  clear(): void {
    this.#rows.length = 0;
    this.#stations.clear();
    this.#memory = null;
  }
}

function notClean({ target, name, role, digest }: ServedModel, { partition, offset }: IncomingMessage): ForecastRow {
  return {
    station_id: null,
    origin_ts: null,
    target_ts: null,
    target,
    model: name,
    role,
    model_digest: digest,
    value: null,
    low: null,
    high: null,
    refusal: "not_a_clean_reading",
    fallback: null,
    observed: null,
    error: null,
    kafka_partition: partition,
    kafka_offset: offset,
    oldest_offset: offset,
    raw_partition: null,
    raw_offset: null,
  };
}
