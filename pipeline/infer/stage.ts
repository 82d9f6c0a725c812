import { ALARMS, FORECASTS } from "../lake/mod.ts";
import type { Codec, IncomingMessage, OutgoingMessage } from "../records/mod.ts";
import { type EncodedSend, encodeSends } from "../records/mod.ts";
import type { RotationWork, Stage, StageBatch, TableRows } from "../sink/mod.ts";
import { readClean } from "./clean_message.ts";
import { type ForecastRow, forecastTable } from "./forecast_row.ts";
import { alarmTable } from "./alarm_row.ts";
import { messageColumns } from "./row_columns.ts";
import type { RowTable } from "./row_table.ts";
import { type ForecastMemory, type MemorySource, restoreMemory, stationOf } from "./memory.ts";
import { forecastNext, type ServedModel, type Serving } from "./station.ts";

/** How clean messages become forecasts. */
export interface ForecastStageOptions extends Serving {
  /** Has the same number of partitions as the clean topic, as have the topics of states and alarms. */
  readonly forecastTopic: string;
  readonly stateTopic: string;
  readonly alarmTopic: string;
  /** What all three are written with; gzip where absent. */
  readonly codec?: Codec | undefined;
  readonly source: MemorySource;
}

/** What a champion said at an origin. */
export type ChampionHour = Pick<ForecastRow, "station_id" | "origin_ts" | "target" | "observed" | "value" | "high">;

/** What metrics want to know of a committed batch. */
export interface ForecastSummary {
  readonly forecasts: number;
  readonly refused: number;
  readonly fallbacks: number;
  readonly alarms: number;
  /** Champions' absolute errors by target, added up. */
  readonly errors: Readonly<Record<string, { scored: number; absolute: number }>>;
  /** What champions said at each origin, in the order of offsets. */
  readonly hours: readonly ChampionHour[];
}

/** A station's state is stored after so many messages of it: it is some 20 kB, and those since are taken again at a takeover. */
const STORE_EVERY_MESSAGES = 24;
/** A station that is seldom heard of is stored once its newest state is so far back. */
const STORE_EVERY_OFFSETS = 50_000;

/**
 * Stage 2: clean messages become forecasts of the next hour and alarms of drift, in tables and topics. Its memory is what models and
 * detectors know of each station; it travels in a compacted topic, written in the transaction that commits the offset.
 */
export function forecastStage(options: ForecastStageOptions): Stage<ForecastMemory, ForecastSummary> {
  const { source } = options;
  return {
    tables: [FORECASTS, ALARMS],
    restore: ({ partition, nextOffset }) => restoreMemory(source, options, partition, nextOffset),
    openBatch: () => new ForecastBatch(options),
  };
}

class ForecastBatch implements StageBatch<ForecastMemory, ForecastSummary> {
  readonly #options: ForecastStageOptions;
  readonly #rows = forecastTable();
  readonly #alarms = alarmTable();
  /** Stations that the batch has messages of. */
  readonly #stations = new Set<string>();
  #summary = emptySummary();
  #memory: ForecastMemory | null = null;
  #partition = 0;

  constructor(options: ForecastStageOptions) {
    this.#options = options;
  }

  take(message: IncomingMessage, memory: ForecastMemory): void {
    const clean = readClean(message);
    this.#memory = memory;
    this.#partition = message.partition;
    if (clean === null) {
      for (const model of this.#options.models) this.#add(notClean(model, message));
      return;
    }
    const state = stationOf(memory, this.#options, clean.stationId);
    const { rows, alarms } = forecastNext(this.#options, state, clean, message);
    for (const row of rows) this.#add(row);
    for (const alarm of alarms) this.#alarms.add(alarm);
    this.#stations.add(clean.stationId);
  }

  #add(row: ForecastRow): void {
    this.#rows.add(row);
    const summary = this.#summary;
    summary.forecasts++;
    if (row.refusal !== null) summary.refused++;
    if (row.fallback !== null) summary.fallbacks++;
    if (row.role !== "champion") return;
    const { station_id, origin_ts, target, observed, value, high, error } = row;
    summary.hours.push({ station_id, origin_ts, target, observed, value, high });
    if (error === null) return;
    const sum = summary.errors[target] ??= { scored: 0, absolute: 0 };
    sum.scored++;
    sum.absolute += Math.abs(error);
  }

  /** The states are made here and now: the next batch changes them while this one is committed. */
  sends(work: RotationWork): AsyncGenerator<EncodedSend> {
    const { forecastTopic, stateTopic, alarmTopic, codec } = this.#options, partition = this.#partition;
    const encode = <Row extends { kafka_offset: number }>(topic: string, table: RowTable<Row>) => {
      const { length: rows } = table, columns = messageColumns(table.rows(), rows);
      return work.encodeRows({ topic, partition, columns, rows, key: "station_id", codec });
    };
    const states = this.#statesToStore();
    const encoding = Promise.all([encode(forecastTopic, this.#rows), encode(alarmTopic, this.#alarms)]);
    encoding.catch(() => {}); // reported where it is waited for
    return (async function* () {
      for (const sends of await encoding) yield* sends;
      yield* encodeSends(stateTopic, () => partition, states, { codec });
    })();
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

  tables(): readonly TableRows[] {
    return [this.#rows.rows(), this.#alarms.rows()];
  }

  summary(): ForecastSummary {
    return { ...this.#summary, alarms: this.#alarms.length };
  }

  clear(): void {
    this.#rows.clear();
    this.#alarms.clear();
    this.#stations.clear();
    this.#summary = emptySummary();
    this.#memory = null;
  }
}

const emptySummary = () => ({
  forecasts: 0,
  refused: 0,
  fallbacks: 0,
  errors: {} as Record<string, { scored: number; absolute: number }>,
  hours: [] as ChampionHour[],
});

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
